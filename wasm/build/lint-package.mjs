/** Packs the package and asks publint and are-the-types-wrong about it. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { env, packageDir } from "./paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "qr-engine-pack-"));
let failed = false;
try {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [{ filename }] = JSON.parse(execFileSync("npm", args, { cwd: packageDir, encoding: "utf8", env }));
  const tarball = join(folder, filename);

  const { messages, pkg } = await publint({ pack: { tarball: readFileSync(tarball).buffer }, strict: true });
  for (const message of messages) console.log(formatMessage(message, pkg));
  console.log(messages.length ? `publint: ${messages.length} findings` : "publint: no findings");

  // The package is ES modules alone, which every supported Node can require; old CommonJS-only resolvers are not served.
  const ignored = ["--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm"];
  const types = spawnSync("attw", [tarball, ...ignored, "--format", "ascii"], { encoding: "utf8", env });
  if (types.status !== 0) console.log(types.stdout, types.stderr);
  console.log(types.status === 0 ? "types: no findings" : "types: findings above");
  failed = messages.length > 0 || types.status !== 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed) process.exit(1);
