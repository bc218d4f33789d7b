/** Projects that install the packed package, as people would, and the servers and pages that show what they built. */
import { execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const here = dirname(fileURLToPath(import.meta.url));
const packageDir = join(here, "../../wasm");
/** Inside this folder, so that bundlers and React are found above; git does not see it. */
const out = join(here, "out");

/** `npm pack`, once. */
export function pack() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", out];
  const [{ filename }] = JSON.parse(execFileSync("npm", args, { cwd: packageDir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  return join(out, filename);
}

/** A project with the package in it, and these files. `react` names the folder whose React it has. */
export function project(name, tarball, files, react = here) {
  const folder = join(out, name);
  const installed = join(folder, "node_modules/qr-engine");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  for (const library of react === here ? [] : ["react", "react-dom", "scheduler"]) {
    const found = join(react, "node_modules", library);
    execFileSync("ln", ["-s", found, join(folder, "node_modules", library)]);
  }
  for (const [path, text] of Object.entries({ "package.json": '{ "private": true, "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs a program of this folder's packages to its end; gives what it printed. */
export function tool(name, args, cwd, env = {}) {
  try {
    return execFileSync(join(here, "node_modules/.bin", name), args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  } catch (error) {
    throw new Error(`${name} ${args.join(" ")} failed:\n${error.stdout}\n${error.stderr}`);
  }
}

/** Starts a server and waits until it prints an address; gives that and how to stop it, with all that it started. */
export async function serverOf(name, args, cwd, env = {}) {
  const child = spawn(join(here, "node_modules/.bin", name), args, { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  const address = await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      // Without the codes of colours.
      said += String(chunk).replace(/\u001b\[[0-9;]*m/g, "");
      const found = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
  });
  return { address, stop: () => process.kill(-child.pid, "SIGKILL") };
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'";

/** Serves a folder under a strict Content-Security-Policy. */
export async function serveFolder(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (path.includes("..") || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}

const names = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) => (process.env.PATH ?? "").split(":").map((folder) => join(folder, name)));

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || names.find(existsSync),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });

/** Opens a page and waits for `#done`, in which pages write what they found; gives that as JSON, with all complaints. */
export async function visit(browser, address, { after = async () => undefined } = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(40_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  await page.goto(address);
  const done = page.locator("#done");
  await done.waitFor({ state: "attached" }).catch((error) => {
    throw new Error(`${error.message}\n${complaints.join("\n")}`);
  });
  const found = JSON.parse((await done.textContent()) || "null");
  const more = await after(page);
  await page.close();
  return { found, complaints, more };
}
