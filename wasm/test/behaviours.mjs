/**
 * What programs can see of the class, as small programs that run on both packages in the same page. Each gives a value
 * to compare; where the packages differ on purpose, `original` and `ours` say what each gives, and MIGRATION.md why.
 */
const SVG = "http://www.w3.org/2000/svg";
const data = "https://example.com";
const gradient = { type: "linear", rotation: 0.5, colorStops: [{ offset: 0, color: "#f00" }, { offset: 1, color: "#00f" }] };

/** What a call did: returned, threw, rejected, or had not settled after a while. */
export async function outcome(act, patience = 400) {
  const plain = (error) => (error instanceof Error || error instanceof DOMException ? `${error.name}: ${error.message}` : error);
  let result;
  try {
    result = act();
  } catch (error) {
    return { thrown: plain(error) };
  }
  if (typeof result?.then !== "function") return { returned: result };
  const late = new Promise((resolve) => setTimeout(resolve, patience, { pending: true }));
  return Promise.race([result.then((value) => ({ resolved: value }), (error) => ({ rejected: plain(error) })), late]);
}

const div = () => document.body.appendChild(document.createElement("div"));
const children = (node) => [...node.children].map((child) => child.tagName);

/** Colours of a picture at some places, and its size. */
async function look(source, ...places) {
  const bitmap = await createImageBitmap(source);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  return [[bitmap.width, bitmap.height].join(), ...places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].join())];
}

const canvasColor = (canvas, x, y) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].join();

/** The links that a call clicks, which are kept from being followed. */
async function clicked(act) {
  const links = [];
  const stop = (event) => {
    event.preventDefault();
    const { href, download } = event.target;
    links.push({ href: href.slice(0, 33), download, inPage: document.body.contains(event.target) });
  };
  document.addEventListener("click", stop, true);
  const warn = console.warn;
  let warnings = 0;
  console.warn = () => (warnings += 1);
  try {
    const done = await outcome(act);
    return { done, links, warnings, left: document.querySelectorAll("a").length };
  } finally {
    console.warn = warn;
    document.removeEventListener("click", stop, true);
  }
}

const requests = (path) => performance.getEntriesByType("resource").filter(({ name }) => new URL(name).pathname + new URL(name).search === path).length;

export const behaviours = {
  "the constructor needs no container and draws at once": {
    run: (Code) => {
      const code = new Code({ data });
      return [code._qr.getModuleCount(), code._domCanvas.tagName, code._domCanvas.width, code._svg.tagName, code._container];
    },
  },
  "without arguments nothing is drawn": {
    run: async (Code) => {
      const code = new Code();
      const node = div();
      code.append(node);
      return [code._qr, node.children.length, await outcome(() => code.getRawData()), await outcome(() => code.download())];
    },
  },
  "append takes a node, ignores nothing at all, and refuses the rest": {
    run: async (Code) => {
      const results = [];
      for (const container of [undefined, null, 0, "", "#code", {}, [], document.querySelectorAll("div")]) {
        results.push(await outcome(() => new Code({ data }).append(container)));
      }
      return results;
    },
  },
  "append puts the picture behind what is there, and returns nothing": {
    run: (Code) => {
      const node = div();
      node.append(document.createElement("p"));
      const code = new Code({ data, type: "svg" });
      const returned = code.append(node);
      return [children(node), returned === undefined, code._container === node];
    },
  },
  "append of type canvas: a canvas with its size": {
    run: (Code) => {
      const node = div();
      new Code({ data, width: 210, height: 190 }).append(node);
      return [children(node), node.firstChild.width, node.firstChild.height];
    },
  },
  "append of type svg: an SVG with its size": {
    run: (Code) => {
      const node = div();
      new Code({ data, type: "svg", width: 210, height: 190 }).append(node);
      const svg = node.firstChild;
      return [children(node), svg.namespaceURI, ["width", "height", "viewBox"].map((name) => svg.getAttribute(name))];
    },
  },
  "an unknown type is SVG": {
    run: (Code) => {
      const node = div();
      new Code({ data, type: "picture" }).append(node);
      return children(node);
    },
  },
  "a second append moves the picture": {
    run: (Code) => {
      const [first, second] = [div(), div()];
      const code = new Code({ data });
      code.append(first);
      code.append(second);
      code.update({ width: 200 });
      return [children(first), children(second), code._container === second];
    },
  },
  "update empties the container of everything and puts a new picture in": {
    run: (Code) => {
      const node = div();
      const code = new Code({ data });
      code.append(node);
      const before = node.firstChild;
      node.append(document.createElement("p"));
      const returned = code.update({ width: 200 });
      return [children(node), node.firstChild === before, node.firstChild.width, returned === undefined];
    },
  },
  "update changes the type": {
    run: (Code) => {
      const node = div();
      const code = new Code({ data });
      code.append(node);
      code.update({ type: "svg" });
      const svg = children(node);
      code.update({ type: "canvas" });
      return [svg, children(node)];
    },
  },
  "update without data empties the container and keeps it for later": {
    run: (Code) => {
      const node = div();
      const code = new Code({ data });
      code.append(node);
      code.update({ data: "" });
      const empty = node.children.length;
      code.update({ data: "x" });
      return [empty, children(node), code._qr.getModuleCount()];
    },
  },
  "update that cannot be encoded throws and leaves the container empty": {
    run: async (Code) => {
      const node = div();
      const code = new Code({ data });
      code.append(node);
      const thrown = await outcome(() => code.update({ data: "x".repeat(4000) }));
      const empty = node.children.length;
      code.update({ data: "x" });
      return [thrown, empty, children(node)];
    },
  },
  "update without arguments draws again": {
    run: (Code) => {
      const node = div();
      const code = new Code({ data });
      code.append(node);
      const before = node.firstChild;
      code.update();
      return [children(node), before === node.firstChild];
    },
  },
  "a colour does not win over a gradient that is there; undefined takes it away": {
    run: async (Code) => {
      const code = new Code({ data, width: 250, height: 250, dotsOptions: { gradient } });
      const colours = [];
      code.update({ dotsOptions: { color: "#0f0" } });
      colours.push((await look(await code.getRawData(), [3, 3]))[1] === "0,255,0,255");
      code.update({ dotsOptions: { gradient: undefined } });
      colours.push((await look(await code.getRawData(), [3, 3]))[1]);
      return colours;
    },
  },
  "the options that are kept": {
    run: (Code) => {
      const code = new Code({ data, width: "200", dotsOptions: { type: "dots", gradient }, own: 1 });
      code.update({ margin: "5", backgroundOptions: { color: "#eee" }, cornersDotOptions: { color: "red" } });
      return code._options;
    },
  },
  "files: type, and size in pixels": {
    run: async (Code) => {
      const result = [];
      for (const type of ["canvas", "svg"]) {
        const code = new Code({ data, type, width: 220, height: 180 });
        for (const extension of [undefined, "png", "jpeg", "jpg", "webp", "PNG", ".png"]) {
          const file = await code.getRawData(extension);
          result.push([extension, file instanceof Blob, file.type, (await look(file))[0]]);
        }
      }
      return result;
    },
  },
  "formats that the browser cannot write become PNG": {
    run: async (Code) => Promise.all(["bmp", "gif", "ico", "tiff", "pdf"].map(async (kind) => (await new Code({ data }).getRawData(kind)).type)),
  },
  "unknown formats and none": {
    run: async (Code) => Promise.all(["foo", ""].map((kind) => outcome(() => new Code({ data }).getRawData(kind)))),
  },
  "the SVG file begins with the prolog": {
    run: async (Code) => {
      const files = await Promise.all(["svg", "SVG"].map((kind) => new Code({ data }).getRawData(kind)));
      return Promise.all(files.map(async (file) => [file.type, (await file.text()).slice(0, 45)]));
    },
  },
  "the same picture in type canvas and svg, as PNG": {
    run: async (Code) => {
      const places = [[3, 3], [30, 30], [120, 120], [246, 246]];
      const options = { data, width: 250, height: 250, dotsOptions: { color: "#123456" }, backgroundOptions: { color: "#fedcba" } };
      return Promise.all(["canvas", "svg"].map(async (type) => look(await new Code({ ...options, type }).getRawData(), ...places)));
    },
  },
  "download: names, formats and the deprecated form": {
    run: async (Code) => {
      const results = [];
      for (const given of [undefined, {}, { name: "menu" }, { extension: "jpeg" }, { name: "a b", extension: "svg" }, "webp", "svg", null]) {
        results.push(await clicked(() => new Code({ data }).download(given)));
      }
      return results;
    },
  },
  "download of an unknown format": {
    run: (Code) => clicked(() => new Code({ data }).download({ extension: "foo" })),
  },
  "applyExtension refuses nothing, and takes no value back": {
    run: async (Code) => {
      const code = new Code({ data, type: "svg" });
      return [await outcome(() => code.applyExtension()), await outcome(() => code.applyExtension(() => "x")), await outcome(() => code.deleteExtension())];
    },
  },
  "an extension gets the drawn SVG and the options; updates run it again, deleting it takes its marks away": {
    run: async (Code) => {
      const node = div();
      const code = new Code({ data, type: "svg", width: 200, height: 200 });
      code.append(node);
      const seen = [];
      const extension = (svg, options) => {
        seen.push(svg.tagName, options.width, options === code._options);
        const mark = document.createElementNS(SVG, "rect");
        mark.id = "mark";
        svg.appendChild(mark);
      };
      code.applyExtension(extension);
      await code.getRawData("svg");
      const marks = () => node.querySelectorAll("#mark").length;
      const drawn = [marks(), (await (await code.getRawData("svg")).text()).includes('id="mark"'), code._extension === extension];
      code.update({ width: 220 });
      await code.getRawData("svg");
      const updated = marks();
      code.deleteExtension();
      await code.getRawData("svg");
      return [seen.slice(0, 2), seen.at(-2), drawn, updated, marks(), code._extension];
    },
  },
  "an extension's marks are in PNG too, in both types": {
    run: async (Code) => {
      const result = [];
      for (const type of ["canvas", "svg"]) {
        const code = new Code({ data, type });
        code.applyExtension((svg) => {
          const mark = document.createElementNS(SVG, "rect");
          for (const [name, value] of Object.entries({ width: 20, height: 20, fill: "#0f0" })) mark.setAttribute(name, value);
          svg.appendChild(mark);
        });
        result.push(await look(await code.getRawData(), [5, 5]));
      }
      return result;
    },
  },
  "the fields that programs read": {
    run: async (Code) => {
      const code = new Code({ data });
      const promises = [code._svgDrawingPromise, code._canvasDrawingPromise].map((promise) => promise instanceof Promise);
      await code._canvasDrawingPromise;
      const elements = [await code._getElement("svg"), await code._getElement("png"), await code._getElement()];
      return [promises, elements.map((element) => element.tagName), code._window === window, code._nodeCanvas, code._extension, typeof code._options];
    },
  },
  "_clearContainer": {
    run: (Code) => {
      const node = div();
      node.append("text", document.createElement("p"));
      Code._clearContainer(node);
      return [node.childNodes.length, Code._clearContainer(undefined)];
    },
  },
  "a picture smaller than its code rejects, and does not throw": {
    run: async (Code) => {
      const code = new Code({ data, width: 20, height: 20 });
      return [await outcome(() => code._svgDrawingPromise), await outcome(() => code.getRawData("svg")), await outcome(() => code.getRawData("png"))];
    },
  },
  "gradients without stops throw from constructor and update": {
    run: async (Code) => [
      await outcome(() => new Code({ data, backgroundOptions: { gradient: {} } })),
      await outcome(() => new Code({ data }).update({ cornersDotOptions: { gradient: { type: "radial", colorStops: [] } } })),
    ],
  },
  "linked logos keep their address": {
    run: async (Code) => {
      const code = new Code({ data, type: "svg", image: "/logo.png", imageOptions: { saveAsBlob: false } });
      return /href="([^"]*)"/.exec(await (await code.getRawData("svg")).text())[1];
    },
  },
  "embedded logos are data": {
    run: async (Code) => {
      const code = new Code({ data, type: "svg", image: "/logo.png" });
      return /href="([^"]*)"/.exec(await (await code.getRawData("svg")).text())[1];
    },
  },
  "colours of the page's own spelling": {
    run: async (Code) => {
      const result = [];
      for (const color of ["red", "rgb(10, 20, 30)", "hsl(120 100% 25%)", "#0f08", "transparent", "RebeccaPurple"]) {
        const code = new Code({ data, width: 250, height: 250, dotsOptions: { color }, backgroundOptions: { color: "#fff" } });
        result.push((await look(await code.getRawData(), [3, 3]))[1]);
      }
      return result;
    },
  },
  "several codes keep to themselves": {
    run: async (Code) => {
      const codes = ["#ff0000", "#0000ff"].map((color) => new Code({ data, type: "svg", width: 250, height: 250, dotsOptions: { gradient: { type: "linear", colorStops: [{ offset: 0, color }] } } }));
      for (const code of codes) code.append(div());
      return Promise.all(codes.map(async (code) => (await look(await code.getRawData(), [3, 3]))[1]));
    },
  },

  // Where the original is at fault.
  "PNG after an update, type svg": {
    run: async (Code) => {
      const code = new Code({ data, type: "svg", width: 250, height: 250, dotsOptions: { color: "#f00" } });
      await code.getRawData("png");
      code.update({ dotsOptions: { color: "#00f" } });
      return (await look(await code.getRawData("png"), [3, 3]))[1];
    },
    original: "255,0,0,255",
    ours: "0,0,255,255",
  },
  "files after the data went": {
    run: async (Code) => {
      const code = new Code({ data, type: "svg" });
      code.update({ data: "" });
      return "rejected" in (await outcome(() => code.getRawData("svg")));
    },
    original: false,
    ours: true,
  },
  "the element in the page after PNG was asked for": {
    run: async (Code) => {
      const node = div();
      const code = new Code({ data, type: "svg" });
      code.append(node);
      await code.getRawData("png");
      return code._svg === node.firstChild;
    },
    original: false,
    ours: true,
  },
  "a logo that is not there": {
    run: async (Code) => {
      const node = div();
      const code = new Code({ data, type: "svg", image: "/none.png" });
      code.append(node);
      const [kind] = Object.keys(await outcome(() => code.getRawData("svg")));
      // An SVG with the code has its outlines in it.
      return [kind, node.querySelectorAll("path, rect").length > 0];
    },
    original: ["pending", false],
    ours: ["rejected", true],
  },
  "requests for an embedded logo": {
    run: async (Code, { name }) => {
      const code = new Code({ data, image: `/logo.png?${name}`, type: "svg" });
      await code.getRawData("svg");
      return requests(`/logo.png?${name}`);
    },
    original: 2,
    ours: 1,
  },
  "while the next picture waits for its logo": {
    run: async (Code, { name }) => {
      const node = div();
      const code = new Code({ data, width: 250, height: 250, dotsOptions: { color: "#f00" } });
      await code._canvasDrawingPromise;
      code.append(node);
      code.update({ image: `/logo.png?wait-${name}`, dotsOptions: { color: "#00f" } });
      const meanwhile = canvasColor(node.firstChild, 3, 3);
      await code._canvasDrawingPromise;
      await new Promise((resolve) => setTimeout(resolve));
      return [meanwhile, canvasColor(node.firstChild, 3, 3), node.children.length];
    },
    original: ["0,0,0,0", "0,0,255,255", 1],
    ours: ["255,0,0,255", "0,0,255,255", 1],
  },
  "the canvas when append returns": {
    run: (Code) => {
      const node = div();
      new Code({ data, width: 250, height: 250, dotsOptions: { color: "#f00" } }).append(node);
      return canvasColor(node.firstChild, 3, 3);
    },
    original: "0,0,0,0",
    ours: "255,0,0,255",
  },
  "labels beyond Latin-1, as PNG": {
    run: async (Code) => {
      const code = new Code({ data });
      code.applyExtension((svg) => svg.append("扫码"));
      return Object.keys(await outcome(() => code.getRawData("png")))[0];
    },
    original: "rejected",
    ours: "resolved",
  },
  "a transparent code as JPEG": {
    run: async (Code) => (await look(await new Code({ data, margin: 20, backgroundOptions: { color: "" } }).getRawData("jpeg"), [3, 3]))[1],
    original: "0,0,0,255",
    ours: "255,255,255,255",
  },
  "text beyond Latin-1 keeps its characters": {
    // The same code for two texts means that one of them is lost.
    run: (Code) => {
      const bits = (text) => {
        const { _qr: qr } = new Code({ data: text, qrOptions: { typeNumber: 2 } });
        return Array.from({ length: 625 }, (_, at) => qr.isDark(Math.floor(at / 25), at % 25)).join();
      };
      return bits("Привет") === bits("\u001f@825B");
    },
    original: true,
    ours: false,
  },
  "data that is a number": {
    run: (Code) => {
      const bits = (given) => {
        const { _qr: qr } = new Code({ data: given });
        return Array.from({ length: 441 }, (_, at) => qr.isDark(Math.floor(at / 21), at % 21)).join();
      };
      return bits(12345) === bits("12345");
    },
    original: false,
    ours: true,
  },
  "runs of an extension, given before the first drawing is through": {
    run: async (Code) => {
      let runs = 0;
      const code = new Code({ data, type: "svg", image: "/logo.png" });
      code.applyExtension(() => (runs += 1));
      code.update({ width: 200 });
      await code.getRawData("svg");
      await new Promise((resolve) => setTimeout(resolve, 100));
      return runs;
    },
    original: 3,
    ours: 2,
  },
};
