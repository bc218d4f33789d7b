/** Both packages side by side, and what several tests need. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { JSDOM } from "jsdom";

export const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
export const require = createRequire(import.meta.url);

/** The package whose behaviour is kept: qr-code-styling 1.9.2. */
export const Original = require("qr-code-styling");
export { default as Ours } from "../dist/index.js";
export const dist = (name) => join(packageDir, "dist", name);

/** The server's program, which draws with the same engine. */
export const serverProgram = process.env.QR_SERVER_BIN ?? join(dirname(packageDir), "target", "debug", "qr-server");
if (!existsSync(serverProgram)) {
  throw new Error(`${serverProgram} is missing: run \`cargo build --bin qr-server\`, or name it in QR_SERVER_BIN`);
}

/** A 2 by 1 px PNG. */
export const WIDE_PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DA0MAAAAcBAYCZKJN9AAAAAElFTkSuQmCC",
  "base64",
);
export const WIDE_PNG_URI = `data:image/png;base64,${WIDE_PNG.toString("base64")}`;

/** Runs a module in a process of its own, where it may replace globals, and gives what it prints. */
export function run(program) {
  const args = ["--input-type=module", "--eval", program];
  return execFileSync(process.execPath, args, { cwd: packageDir, encoding: "utf8" }).trim();
}

/** How a code failed: thrown from the constructor, rejected later, or not at all. */
export async function outcome(Class, options) {
  const plain = (error) => (error instanceof Error ? { name: error.name, message: error.message } : error);
  let code;
  try {
    code = new Class({ type: "svg", jsdom: JSDOM, ...options });
  } catch (error) {
    return { thrown: plain(error) };
  }
  try {
    await code._svgDrawingPromise;
  } catch (error) {
    return { rejected: plain(error) };
  }
  return { modules: code._qr?.getModuleCount() };
}

/** The modules of a code as text, row by row. */
export function grid(qr) {
  const count = qr.getModuleCount();
  const row = (at) => Array.from({ length: count }, (_, column) => (qr.isDark(at, column) ? "1" : "0")).join("");
  return Array.from({ length: count }, (_, at) => row(at)).join("\n");
}
