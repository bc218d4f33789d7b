/** Where the codes of a print sheet lie, in millimetres. */
export const PAPERS = { a4: { label: "A4", width: 210, height: 297 }, a3: { label: "A3", width: 297, height: 420 }, letter: { label: "Letter", width: 215.9, height: 279.4 } } as const;

export type Paper = keyof typeof PAPERS;

export interface SheetSettings {
  paper: Paper;
  /** Side of each code in mm. */
  code: number;
  /** Space between codes in mm. */
  gap: number;
  /** Codes in all. */
  copies: number;
  cutMarks: boolean;
}

export const SHEET_LIMITS = { code: { min: 10, max: 180 }, gap: { min: 0, max: 40 }, copies: { min: 1, max: 500 } } as const;

/** Printers leave the paper's edge blank. */
const EDGE = 10;

export interface Place {
  /** From the left and from the top edge of the paper, in mm. */
  x: number;
  y: number;
}

export interface SheetLayout {
  columns: number;
  rows: number;
  pages: Place[][];
}

/** Rows of codes, centred on every page. */
export function layOut({ paper, code, gap, copies }: SheetSettings): SheetLayout {
  const { width, height } = PAPERS[paper];
  const fit = (length: number) => Math.max(1, Math.floor((length - 2 * EDGE + gap) / (code + gap)));
  const [columns, rows] = [fit(width), fit(height)];
  const [left, top] = [(width - columns * code - (columns - 1) * gap) / 2, (height - rows * code - (rows - 1) * gap) / 2];
  const pages: Place[][] = [];
  for (let index = 0; index < copies; index += 1) {
    const [page, onPage] = [Math.floor(index / (columns * rows)), index % (columns * rows)];
    pages[page] ??= [];
    pages[page].push({ x: left + (onPage % columns) * (code + gap), y: top + Math.floor(onPage / columns) * (code + gap) });
  }
  return { columns, rows, pages };
}
