/** Before packing: dist/ must be there and newer than what it is made of. Packing never compiles Rust by surprise. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { distDir, packageDir, workspaceDir } from "./paths.mjs";

function newest(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

const built = statSync(join(distDir, "index.d.ts"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = ["js", "src"].map((name) => join(packageDir, name));
const changed = Math.max(...[...sources, join(workspaceDir, "qr-engine", "src")].map(newest));
if (built < changed) {
  console.error(`dist/ is ${built ? "older than its sources" : "missing"}: run \`npm run build\` before packing`);
  process.exit(1);
}
