import type { Design } from "./design";

/** Steps kept for undo; a step shares all unchanged values with its neighbours, so they weigh little. */
const MAX_STEPS = 200;

export interface History {
  past: Design[];
  present: Design;
  future: Design[];
  /** Name of the drag or typing run under way: its changes are one undo step together. */
  gesture: string | null;
}

export type Action =
  /** One undo step, unless it continues the `gesture` of the change before it. */
  | { type: "change"; patch: Partial<Design>; gesture?: string }
  /** The gesture is over: the next change is a step of its own. */
  | { type: "settle" }
  | { type: "undo" }
  | { type: "redo" };

export function startHistory(design: Design): History {
  return { past: [], present: design, future: [], gesture: null };
}

function changes(design: Design, patch: Partial<Design>): boolean {
  return (Object.keys(patch) as (keyof Design)[]).some(
    (field) => !Object.is(patch[field], design[field]) && JSON.stringify(patch[field]) !== JSON.stringify(design[field]),
  );
}

export function reduce(history: History, action: Action): History {
  const { past, present, future } = history;
  switch (action.type) {
    case "change": {
      if (!changes(present, action.patch)) return history;
      const next = { ...present, ...action.patch };
      const gesture = action.gesture ?? null;
      if (gesture !== null && gesture === history.gesture) return { past, present: next, future: [], gesture };
      return { past: [...past, present].slice(-MAX_STEPS), present: next, future: [], gesture };
    }
    case "settle":
      return history.gesture === null ? history : { ...history, gesture: null };
    case "undo": {
      const before = past.at(-1);
      if (!before) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], gesture: null };
    }
    case "redo": {
      const [after, ...rest] = future;
      if (!after) return history;
      return { past: [...past, present], present: after, future: rest, gesture: null };
    }
  }
}
