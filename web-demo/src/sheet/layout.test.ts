import { describe, expect, it } from "vitest";
import { layOut, PAPERS, type SheetSettings } from "./layout";

const settings: SheetSettings = { paper: "a4", code: 40, gap: 8, copies: 20, cutMarks: true };

describe("layOut", () => {
  it("fills pages row by row, centred", () => {
    const { columns, rows, pages } = layOut({ ...settings, copies: 23 });
    expect([columns, rows, pages.length, pages[1]?.length]).toEqual([4, 5, 2, 3]);
    expect(pages[0]?.[0]).toEqual({ x: 13, y: 32.5 });
    expect(pages[0]?.[5]).toEqual({ x: 61, y: 80.5 });
  });

  it("keeps every code on the paper", () => {
    for (const paper of ["a4", "a3", "letter"] as const) {
      for (const code of [10, 33, 90, 180]) {
        for (const { x, y } of layOut({ ...settings, paper, code, copies: 300 }).pages.flat()) {
          expect(x >= 10 && y >= 10 && x + code <= PAPERS[paper].width - 10 && y + code <= PAPERS[paper].height - 10).toBe(true);
        }
      }
    }
  });
});
