import { plainly } from "./engine";
import { useProblem } from "./picture";

/** The engine's message when the option it names is `path` or inside it. */
export function useProblemAt(...paths: string[]): string | null {
  const problem = useProblem();
  const at = problem?.path;
  if (!problem || !at) return null;
  const belongs = paths.some((path) => at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`));
  return belongs ? plainly(problem) : null;
}
