import { describe, expect, it } from "vitest";
import { DEFAULT_DESIGN, groupDefaults, isGroupDefault } from "./design";
import { type Action, type History, reduce, startHistory } from "./state";

function after(...actions: Action[]): History {
  return actions.reduce(reduce, startHistory(DEFAULT_DESIGN));
}

describe("reduce", () => {
  it("undoes and redoes one step per change", () => {
    const changed = after(
      { type: "change", patch: { dotsType: "square" } },
      { type: "change", patch: { dotsType: "classy" } },
    );
    const undone = reduce(changed, { type: "undo" });
    expect(undone.present.dotsType).toBe("square");
    expect(reduce(undone, { type: "redo" }).present.dotsType).toBe("classy");
    expect(reduce(undone, { type: "undo" }).present).toEqual(DEFAULT_DESIGN);
  });

  it("makes one step of a drag", () => {
    const dragged = after(
      { type: "change", patch: { margin: 7 }, gesture: "margin" },
      { type: "change", patch: { margin: 8 }, gesture: "margin" },
      { type: "change", patch: { margin: 9 }, gesture: "margin" },
      { type: "settle" },
    );
    expect(dragged.past).toEqual([DEFAULT_DESIGN]);
    expect(dragged.present.margin).toBe(9);
  });

  it("starts a new step after a drag has settled, and for another control", () => {
    const twice = after(
      { type: "change", patch: { margin: 7 }, gesture: "margin" },
      { type: "settle" },
      { type: "change", patch: { margin: 8 }, gesture: "margin" },
      { type: "change", patch: { logoSize: 50 }, gesture: "logoSize" },
    );
    expect(twice.past.map((design) => design.margin)).toEqual([DEFAULT_DESIGN.margin, 7, 8]);
  });

  it("forgets what was undone once something else changes", () => {
    const changed = after(
      { type: "change", patch: { data: "one" } },
      { type: "undo" },
      { type: "change", patch: { data: "two" } },
    );
    expect(changed.future).toEqual([]);
    expect(reduce(changed, { type: "redo" })).toBe(changed);
  });

  it("makes no step of a change that changes nothing", () => {
    const start = startHistory(DEFAULT_DESIGN);
    const same = structuredClone({ dotsPaint: DEFAULT_DESIGN.dotsPaint });
    expect(reduce(start, { type: "change", patch: same })).toBe(start);
    expect(reduce(start, { type: "undo" })).toBe(start);
  });

  it("keeps a bounded number of steps", () => {
    let history = startHistory(DEFAULT_DESIGN);
    for (let step = 0; step < 500; step += 1) {
      history = reduce(history, { type: "change", patch: { data: `text ${step}` } });
    }
    expect(history.past).toHaveLength(200);
    expect(history.past.at(-1)?.data).toBe("text 498");
  });

  it("resets one group and leaves the others", () => {
    const changed = after(
      { type: "change", patch: { data: "kept", dotsType: "dots", shape: "circle" } },
      { type: "change", patch: groupDefaults("shape") },
    );
    expect(isGroupDefault(changed.present, "shape")).toBe(true);
    expect(isGroupDefault(changed.present, "content")).toBe(false);
    expect(changed.present.data).toBe("kept");
  });
});
