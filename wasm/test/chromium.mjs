/** A Chromium and a page that serves the built package under a strict Content-Security-Policy. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { WIDE_PNG, packageDir } from "./helpers.mjs";

const CSP = (connect) => `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: http:; connect-src 'self' http: ${connect}`;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

const WORKER = `import QRCodeStyling from "/dist/index.js";
const file = await new QRCodeStyling({ data: "x" }).getRawData("svg");
postMessage(await file.text());`;

function executable() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = (process.env.PATH ?? "").split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  const path = process.env.CHROMIUM ?? found.find(existsSync);
  if (!path) throw new Error("no Chromium found: install it, or name its program in the variable CHROMIUM");
  return path;
}

/** `/dist/…` and the fixtures; `/logo.png` may be read by other origins, `/closed.png` not. */
function serve(connect, request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  const send = (type, body, headers = {}) => response.writeHead(200, { "content-type": type, ...headers }).end(body);
  if (pathname === "/") {
    const page = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>test</title><div id="code"></div>';
    send("text/html", page, { "content-security-policy": CSP(connect) });
  } else if (pathname.startsWith("/dist/") && !pathname.includes("..")) {
    send("text/javascript", readFileSync(join(packageDir, pathname)));
  } else if (pathname === "/original.js") {
    send("text/javascript", readFileSync(join(packageDir, "node_modules/qr-code-styling/lib/qr-code-styling.js")));
  } else if (pathname === "/behaviours.js") {
    send("text/javascript", readFileSync(join(packageDir, "test/behaviours.mjs")));
  } else if (pathname === "/pictures.js") {
    send("text/javascript", readFileSync(join(packageDir, "test/pictures.mjs")));
  } else if (pathname === "/worker.js") {
    send("text/javascript", WORKER, { "content-security-policy": CSP(connect) });
  } else if (pathname === "/logo.png") {
    send("image/png", WIDE_PNG, { "access-control-allow-origin": "*" });
  } else if (pathname === "/closed.png") {
    send("image/png", WIDE_PNG);
  } else {
    response.writeHead(404).end();
  }
}

async function listen(connect) {
  const server = createServer((request, response) => serve(connect, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

/**
 * Opens the page; `other` is a second origin with the same files, `ratio` the screen's pixels to the px, `connect`
 * what scripts may fetch besides (the original fetches even data URIs).
 */
export async function open({ ratio = 1, connect = "" } = {}) {
  const [own, other] = [await listen(connect), await listen(connect)];
  const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
  const page = await browser.newPage({ deviceScaleFactor: ratio });
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(own.origin);
  const close = async () => {
    await browser.close();
    for (const { server } of [own, other]) {
      server.closeAllConnections();
      server.close();
    }
  };
  return { page, problems, other: other.origin, close };
}
