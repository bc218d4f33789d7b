/** Folders and the environment that the build steps share. */
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
export const workspaceDir = dirname(packageDir);
export const distDir = join(packageDir, "dist");
export const wasmDir = join(packageDir, "pkg");

/**
 * The pinned tools before those of the system: wasm-pack takes any wasm-opt on PATH, and an old one may not know what
 * today's compiler writes.
 */
export const env = {
  ...process.env,
  PATH: [join(packageDir, "node_modules", ".bin"), join(workspaceDir, ".tools", "bin"), process.env.PATH].join(delimiter),
};
