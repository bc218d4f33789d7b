// The built server, a real browser on its page, and real decoders for what they draw.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const inRepository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The file that a variable names, or its usual place; stops with the way out when neither is there. */
function tool(variable, usual) {
  const path = process.env[variable] || usual;
  if (!existsSync(path)) throw new Error(`${path} is missing: set ${variable}, or run make test, which sees to it`);
  return path;
}

const SERVER = tool("QR_SERVER_BIN", inRepository("target/debug/qr-server"));
export const PYTHON = tool("QR_TEST_PYTHON", inRepository(".tools/venv/bin/python3"));
const CHROMIUM = tool("CHROMIUM", "/usr/bin/chromium");

/** Starts the server on a free port, with a database that goes away with it; gives its address and how to stop it. */
export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), "qr-browser-"));
  const server = spawn(SERVER, ["serve", "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: "warn", DATABASE_URL: "" },
    cwd: data,
  });
  const exited = new Promise((resolve) => server.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk) => {
      said += chunk;
      const line = /^listening on (http:\/\/\S+)$/m.exec(said);
      if (line) resolve(line[1]);
    });
    exited.then((code) => reject(new Error(`the server ended with ${code} before it listened; it said: ${said}`)));
  });
  return {
    address,
    data,
    async stop() {
      server.kill("SIGTERM");
      const code = await exited;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

/** A workspace token of this server, made as its operator makes one. */
export function makeToken({ data }) {
  const args = ["token", "create", "--name", "browser tests"];
  return execFileSync(SERVER, args, { cwd: data, encoding: "utf8", env: { ...process.env, DATABASE_URL: "" } }).trim();
}

/** What `qr-server render` writes for these options. */
export function renderNatively(options) {
  const input = JSON.stringify(options);
  return execFileSync(SERVER, ["render", "--options", "-", "--format", "svg"], { input, encoding: "utf8" });
}

/** What zxing-cpp and zbar read in a PNG file. */
export function decode(file) {
  const [{ zxing, zbar }] = JSON.parse(execFileSync(PYTHON, [inRepository("tests/decode/decode.py"), file], { encoding: "utf8" }));
  return { zxing, zbar };
}

export function launchBrowser() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run"];
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args });
}

/** A page that keeps what the browser complains about, and the very texts that scripts put in as SVG. */
export async function openPage(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  // Well below the runner's limit, so that what was waited for is named.
  page.setDefaultTimeout(10_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`content policy: ${event.violatedDirective} stopped ${event.blockedURI}`);
    });
    // Reading innerHTML back would give the browser's spelling of the markup; tests compare the engine's.
    const property = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
    Object.defineProperty(Element.prototype, "innerHTML", {
      ...property,
      set(markup) {
        this.writtenMarkup = String(markup);
        property.set.call(this, markup);
      },
    });
  });
  await page.goto(address);
  await page.waitForSelector("[data-testid=preview] svg");
  return { page, complaints };
}
