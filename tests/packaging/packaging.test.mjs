/** The packed package in other people's hands: runtimes, bundlers, frameworks, policies. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build as esbuild } from "esbuild";
import { Miniflare } from "miniflare";
import webpack from "webpack";
import { here, launch, pack, project, serveFolder, serverOf, tool, visit } from "./project.mjs";

let tarball;
let browser;

before(async () => {
  tarball = pack();
  browser = await launch();
});

after(() => browser?.close());

/** What every page does: draws by each entry and writes down what came out. */
const PAGE = `
import QRCodeStyling from "qr-engine";
import { toSvg } from "qr-engine/core";
import "qr-engine/element";
import "qr-engine/raster";
const box = document.body.appendChild(document.createElement("div"));
new QRCodeStyling({ data: "https://example.com", width: 200, height: 200 }).append(box);
const element = document.body.appendChild(document.createElement("qr-code"));
element.setAttribute("value", "https://example.com");
element.setAttribute("size", "120");
await new Promise((resolve) => element.addEventListener("qr-draw", resolve));
// The engine writes few colours as a palette, which a canvas never does: bundlers have kept what the import of it is for.
const png = new Uint8Array(await (await new QRCodeStyling({ data: "x" }).getRawData("png")).arrayBuffer());
const found = { palette: png[25] === 3, canvas: box.firstChild.width, svg: toSvg({ data: "x" }).slice(-6), element: element.shadowRoot.querySelector("svg").getAttribute("width") };
const done = document.body.appendChild(document.createElement("script"));
done.type = "application/json";
done.id = "done";
done.textContent = JSON.stringify(found);
`;
const FOUND = { palette: true, canvas: 200, svg: "</svg>", element: "120" };
const html = (script) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,"></head><body><script type="module" src="${script}"></script></body></html>`;

/** A logo that the small engine of files cannot draw. */
const SVG_LOGO = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'><rect width='2' height='1' fill='teal'/></svg>";

/** The same with a worker, for bundlers that find its script. */
const WORKER_PAGE = PAGE.replace("const done =", `
const { createQrWorker } = await import("qr-engine/worker");
const worker = createQrWorker();
found.worker = (await worker.toSvg({ data: "x" })) === toSvg({ data: "x" });
found.png = [...(await worker.toBytes({ data: "x" }, { format: "png" })).slice(1, 4)];
found.logo = [...(await worker.toBytes({ data: "x", image: ${JSON.stringify(SVG_LOGO)} }, { format: "png" })).slice(1, 4)];
found.refused = await worker.toSvg({ data: "x", width: -1 }).catch((error) => [error.name, error.path]);
worker.terminate();
const done =`);
const WORKER_FOUND = { ...FOUND, worker: true, png: [80, 78, 71], logo: [80, 78, 71], refused: ["QrError", "width"] };

const print = (program, folder, name) => execFileSync(process.execPath, [name], { cwd: folder, encoding: "utf8", input: program }).trim();

describe("Node", () => {
  const use = `
    const png = toBytes({ data: "x", image: ${JSON.stringify(SVG_LOGO)} }, { format: "png", scale: 2, dpi: 300 });
    console.log(new QRCodeStyling({ data: "x" })._qr.getModuleCount(), toSvg({ data: "x" }).slice(-6), png.length > 200, typeof QRCode, typeof createQrWorker);`;
  test("import and require of every entry", () => {
    const folder = project("node", tarball, {
      "esm.mjs": `import QRCodeStyling from "qr-engine"; import { toSvg } from "qr-engine/core"; import { toBytes } from "qr-engine/raster";
        import { QRCode } from "qr-engine/react"; import "qr-engine/element"; import { createQrWorker } from "qr-engine/worker"; ${use}`,
      "cjs.cjs": `const QRCodeStyling = require("qr-engine"); const { toSvg } = require("qr-engine/core"); const { toBytes } = require("qr-engine/raster");
        const { QRCode } = require("qr-engine/react"); require("qr-engine/element"); const { createQrWorker } = require("qr-engine/worker"); ${use}`,
      "slim.mjs": `import { readFileSync } from "node:fs"; import { createRequire } from "node:module";
        import QRCodeStyling, { initSync, toSvg, QrError } from "qr-engine/slim";
        try { toSvg({ data: "x" }); } catch (error) { console.log(error instanceof QrError, error.code); }
        initSync(readFileSync(createRequire(import.meta.url).resolve("qr-engine/engine.wasm")));
        console.log(toSvg({ data: "x" }).slice(-6), new QRCodeStyling({ data: "x" })._qr.getModuleCount());`,
      "schema.mjs": `import schema from "qr-engine/options.schema.json" with { type: "json" }; console.log(schema.type);`,
    });
    for (const name of ["esm.mjs", "cjs.cjs"]) assert.equal(print("", folder, name), "21 </svg> true object function");
    assert.equal(print("", folder, "slim.mjs"), "true engine.unavailable\n</svg> 21");
    assert.equal(print("", folder, "schema.mjs"), "object");
  });
});

describe("bundlers", () => {
  test("esbuild, in a page with a strict policy", async () => {
    const folder = project("esbuild", tarball, { "page.js": PAGE, "index.html": html("bundle.js"), "worker.js": 'import "qr-engine/worker-script";' });
    await esbuild({ absWorkingDir: folder, entryPoints: ["page.js"], bundle: true, format: "esm", outfile: "bundle.js", logLevel: "silent" });
    const served = await serveFolder(folder);
    try {
      assert.deepEqual(await visit(browser, served.address), { found: FOUND, complaints: [], more: undefined });
    } finally {
      served.stop();
    }
  });

  test("webpack, with the worker", async () => {
    const folder = project("webpack", tarball, { "page.js": WORKER_PAGE, "index.html": html("bundle.js") });
    const stats = await new Promise((resolve, reject) => {
      const settings = { context: folder, mode: "production", entry: "./page.js", output: { path: folder, filename: "bundle.js", module: true }, experiments: { outputModule: true }, performance: false };
      webpack(settings, (error, result) => (error ? reject(error) : resolve(result)));
    });
    assert.equal(stats.hasErrors() || stats.hasWarnings(), false, stats.toString());
    const served = await serveFolder(folder);
    try {
      assert.deepEqual(await visit(browser, served.address), { found: WORKER_FOUND, complaints: [], more: undefined });
    } finally {
      served.stop();
    }
  });

  test("Vite, built, with the worker, in a page with a strict policy", async () => {
    const folder = project("vite", tarball, { "page.js": WORKER_PAGE, "index.html": html("/page.js") });
    tool("vite", ["build", "--logLevel", "warn"], folder);
    const served = await serveFolder(join(folder, "dist"));
    try {
      assert.deepEqual(await visit(browser, served.address), { found: WORKER_FOUND, complaints: [], more: undefined });
    } finally {
      served.stop();
    }
  });

  test("Vite's server", async () => {
    const folder = project("vite-dev", tarball, { "page.js": PAGE, "index.html": html("/page.js") });
    const served = await serverOf("vite", ["--host", "127.0.0.1", "--port", "0"], folder);
    try {
      const { found, complaints } = await visit(browser, served.address);
      assert.deepEqual({ found, complaints }, { found: FOUND, complaints: [] });
    } finally {
      served.stop();
    }
  });

  test("what is not used does not come along", async () => {
    const folder = project("shaken", tarball, { "page.js": 'import { toSvg } from "qr-engine/core"; console.log(toSvg({ data: "x" }));' });
    const { outputFiles } = await esbuild({ absWorkingDir: folder, entryPoints: ["page.js"], bundle: true, minify: true, format: "esm", write: false });
    assert.ok(!outputFiles[0].text.includes("QRCodeStyling"), "the class is in it");
  });

  test("files in a browser carry the engine of all logos where it is imported, and not else", async () => {
    const sizes = [];
    for (const more of ["", 'import "qr-engine/raster/logos";']) {
      const folder = project(`files${sizes.length}`, tarball, { "page.js": `${more} import { toBytes } from "qr-engine/raster"; console.log(toBytes({ data: "x" }, { format: "png" }));` });
      const { outputFiles } = await esbuild({ absWorkingDir: folder, entryPoints: ["page.js"], bundle: true, minify: true, format: "esm", write: false });
      sizes.push(outputFiles[0].contents.length);
    }
    assert.ok(sizes[1] > 1.5 * sizes[0], sizes.join());
  });
});

test("a page without a bundler: script tag, modules, worker, under a strict policy", async () => {
  const folder = project("plain", tarball, {
    "page.js": `
      import { toSvg } from "./node_modules/qr-engine/dist/core.js";
      import { createQrWorker } from "./node_modules/qr-engine/dist/worker.js";
      import { init, toSvg as slimSvg } from "./node_modules/qr-engine/dist/slim.js";
      await init(fetch("./node_modules/qr-engine/dist/engine.wasm"));
      const worker = createQrWorker();
      const found = {
        global: new QRCodeStyling({ data: "x", width: 90, height: 90 })._canvas.width,
        worker: (await worker.toSvg({ data: "x" })) === toSvg({ data: "x" }),
        slim: slimSvg({ data: "x" }) === toSvg({ data: "x" }),
      };
      document.querySelector("#done-later").id = "done";
      document.querySelector("#done").textContent = JSON.stringify(found);`,
    "index.html": html("page.js").replace("<body>", '<body><script src="node_modules/qr-engine/dist/iife/qr.min.js"></script><script type="application/json" id="done-later"></script>'),
  });
  const served = await serveFolder(folder);
  try {
    assert.deepEqual(await visit(browser, served.address), { found: { global: 90, worker: true, slim: true }, complaints: [], more: undefined });
  } finally {
    served.stop();
  }
});

test("Cloudflare's runtime, where WebAssembly comes as modules", async () => {
  const folder = project("workerd", tarball, {
    "worker.js": `
      import QRCodeStyling from "qr-engine";
      import { toSvg } from "qr-engine/core";
      import { toBytes } from "qr-engine/raster";
      import "qr-engine/raster/logos";
      export default {
        async fetch() {
          const file = await new QRCodeStyling({ data: "x" }).getRawData("svg");
          const png = toBytes({ data: "x", image: ${JSON.stringify(SVG_LOGO)} }, { format: "png" });
          return Response.json([(await file.text()).slice(-6), toSvg({ data: "x" }).length > 500, [...png.slice(1, 4)]]);
        },
      };`,
  });
  // As wrangler does it: its conditions, and WebAssembly left to the runtime.
  await esbuild({ absWorkingDir: folder, entryPoints: ["worker.js"], bundle: true, format: "esm", outfile: "out/worker.js", conditions: ["workerd", "worker", "browser"], loader: { ".wasm": "copy" }, assetNames: "[name]", logLevel: "silent" });
  const modules = readdirSync(join(folder, "out")).sort((a) => (a === "worker.js" ? -1 : 1)).map((path) => {
    const contents = readFileSync(join(folder, "out", path));
    return path.endsWith(".wasm") ? { type: "CompiledWasm", path, contents } : { type: "ESModule", path, contents: contents.toString() };
  });
  const runtime = new Miniflare({ modules, modulesRoot: "", compatibilityDate: "2026-07-01" });
  try {
    const answer = await runtime.dispatchFetch("http://localhost/");
    assert.deepEqual(await answer.json(), ["</svg>", true, [80, 78, 71]]);
  } finally {
    await runtime.dispose();
  }
});

describe("React", () => {
  /** Rendered by the server, taken over by the browser, in StrictMode. */
  const APP = `
    import { createElement as h, StrictMode, useRef, useState } from "react";
    import { QRCode, useQRCode } from "qr-engine/react";
    const gradient = { type: "linear", colorStops: [{ offset: 0, color: "#10206b" }, { offset: 1, color: "#7a1fa2" }] };
    export function App() {
      const [text, setText] = useState("https://example.com/a");
      const handle = useRef(null);
      const { svg, error } = useQRCode({ data: text === "long" ? "x".repeat(4000) : text });
      return h("main", null,
        h("h1", null, "Codes"),
        h(QRCode, { value: text === "long" ? "short" : text, size: 128, level: "H", dotsOptions: { type: "rounded", gradient }, className: "first", desc: "Opens <the> page", ref: handle }),
        h(QRCode, { design: { data: "second" }, size: 64, title: "Second & last", "data-kind": "second" }),
        h(QRCode, { value: "", size: 50, className: "empty" }),
        h(QRCode, { value: "x".repeat(4000), fallback: (error) => h("p", { id: "fallback" }, error.code) }),
        h(QRCode, { value: "twice", size: 64, decorative: true, className: "decorative" }),
        h("p", { id: "hook" }, error ? error.code : String(svg.length > 500)),
        h("button", { id: "change", onClick: () => setText("https://example.org/b") }, "Change"),
        h("button", { id: "long", onClick: () => setText("long") }, "Long"),
        h("button", { id: "save", onClick: () => handle.current.download({ name: "code", extension: "png", scale: 2 }) }, "Save"),
        h("button", { id: "copy", onClick: async () => { await handle.current.copy("svg"); document.title = "copied"; } }, "Copy"),
      );
    }
    export const tree = h(StrictMode, null, h(App));`;
  const SERVER = `
    import { renderToString } from "react-dom/server";
    import { tree } from "./app.js";
    process.stdout.write(renderToString(tree));`;
  const CLIENT = `
    import { hydrateRoot } from "react-dom/client";
    import { tree } from "./app.js";
    const root = document.querySelector("#root");
    const before = root.querySelector("svg.first");
    const markup = before.outerHTML;
    hydrateRoot(root, tree, { onRecoverableError: (error) => console.error("hydration: " + error) });
    setTimeout(() => {
      const after = root.querySelector("svg.first");
      const done = document.createElement("script");
      done.type = "application/json";
      done.id = "done";
      done.textContent = JSON.stringify({ same: before === after, still: after.outerHTML === markup });
      document.body.append(done);
    }, 300);`;

  for (const [version, react] of [["18", join(here, "react-18")], ["19", here]]) {
    test(`React ${version}: server rendering, hydration, StrictMode, updates, ref, axe`, async () => {
      const folder = project(`react-${version}`, tarball, { "app.js": APP, "server.js": SERVER, "client.js": CLIENT }, react);
      const markup = execFileSync(process.execPath, ["server.js"], { cwd: folder, encoding: "utf8" });
      assert.match(markup, /<svg [^>]*class="first"[^>]*><title id="[^"]*">QR code: example\.com<\/title><desc id="[^"]*">Opens &lt;the&gt; page<\/desc>/);
      assert.match(markup, /Second &amp; last<\/title>/);
      assert.match(markup, /<p id="fallback">data\.too_long<\/p>/);
      const define = { "process.env.NODE_ENV": '"development"' };
      await esbuild({ absWorkingDir: folder, entryPoints: ["client.js"], bundle: true, format: "esm", outfile: "bundle.js", define, logLevel: "silent" });
      const { writeFileSync } = await import("node:fs");
      writeFileSync(join(folder, "index.html"), html("bundle.js").replace("<body>", `<body><div id="root">${markup}</div>`));
      const served = await serveFolder(folder);
      try {
        const { found, complaints, more } = await visit(browser, served.address, {
          after: async (page) => {
            await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
            const seen = {};
            const first = page.locator("svg.first");
            const drawn = await first.innerHTML();
            await page.click("#change");
            seen.changed = (await first.innerHTML()) !== drawn;
            seen.title = await first.locator("title").textContent();
            await page.click("#long");
            seen.hook = await page.textContent("#hook");
            const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
            seen.name = download.suggestedFilename();
            await page.click("#copy");
            await page.waitForFunction(() => document.title === "copied");
            seen.copied = (await page.evaluate(() => navigator.clipboard.readText())).slice(0, 4);
            seen.empty = await page.locator("svg.empty").evaluate((svg) => [svg.getAttribute("width"), svg.childElementCount, svg.getAttribute("aria-hidden")]);
            seen.names = await page.getByRole("img").evaluateAll((all) => all.length);
            await page.evaluate(readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8"));
            seen.axe = await page.evaluate(async () => (await window.axe.run()).violations.map(({ id }) => id));
            return seen;
          },
        });
        assert.deepEqual(found, { same: true, still: true });
        assert.deepEqual(more, { changed: true, title: "QR code: example.org", hook: "data.too_long", name: "code.png", copied: "<svg", empty: ["50", 0, "true"], names: 2, axe: [] });
        assert.deepEqual(complaints, []);
      } finally {
        served.stop();
      }
    });
  }

  test("Next: server component, client component, route on the edge", async () => {
    const folder = project("next", tarball, {
      "package.json": '{ "private": true }',
      "next.config.mjs": `export default { outputFileTracingRoot: ${JSON.stringify(join(here, "../.."))}, turbopack: { root: ${JSON.stringify(join(here, "../.."))} } };`,
      "app/layout.js": 'export const metadata = { title: "page", icons: { icon: "data:," } }; export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
      "app/page.js": `import { QRCode } from "qr-engine/react"; import { Live } from "./live";
        export default () => <main><h1>Codes</h1><QRCode value="https://example.com/server" size={100} id="server" /><Live /></main>;`,
      "app/live.js": `"use client"; import { useEffect, useRef, useState } from "react"; import { QRCode } from "qr-engine/react";
        export function Live() {
          const ref = useRef(null); const [found, setFound] = useState(null);
          useEffect(() => { ref.current.toBlob().then((blob) => setFound({ type: blob.type, width: ref.current.element.getAttribute("width") })); }, []);
          return <><QRCode ref={ref} value="https://example.com/client" size={120} id="client" />{found && <script type="application/json" id="done">{JSON.stringify(found)}</script>}</>;
        }`,
      "app/picture/route.js": `import { toSvg } from "qr-engine/core"; export const runtime = "nodejs"; export const GET = () => new Response(toSvg({ data: "x" }), { headers: { "content-type": "image/svg+xml" } });`,
      "app/edge/route.js": `import { toSvg } from "qr-engine/core"; export const runtime = "edge"; export const GET = () => new Response(toSvg({ data: "x" }), { headers: { "content-type": "image/svg+xml" } });`,
    });
    const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
    tool("next", ["build"], folder, env);
    const served = await serverOf("next", ["start", "--port", "0", "--hostname", "127.0.0.1"], folder, env);
    try {
      const page = await (await fetch(served.address)).text();
      for (const id of ["server", "client"]) assert.match(page, new RegExp(`<svg [^>]*id="${id}"[^>]*><title`), `${id} is in the first answer`);
      for (const route of ["picture", "edge"]) assert.match(await (await fetch(`${served.address}/${route}`)).text(), /<\/svg>$/, route);
      const { found, complaints } = await visit(browser, served.address);
      assert.deepEqual({ found, complaints }, { found: { type: "image/png", width: "120" }, complaints: [] });
    } finally {
      served.stop();
    }
  });
});
