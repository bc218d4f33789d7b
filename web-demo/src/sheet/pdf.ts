/** The print sheet as PDF: the engine's own outlines, placed in real millimetres. */
import { PDFDocument, rgb } from "pdf-lib";
import type { Design } from "../design";
import { makeFile } from "../save/use-files";
import { layOut, PAPERS, type Place, type SheetSettings } from "./layout";

/** Points of PDF to the millimetre. */
const POINT = 72 / 25.4;
/** Length of a cut mark, and how far it keeps from the code, in mm. */
const MARK = 3;
const MARK_GAP = 1;

/** Ends of the marks at the four corners of a code, from the paper's left and top. */
function marksOf({ x, y }: Place, side: number): [Place, Place][] {
  return [x, x + side].flatMap((column) =>
    [y, y + side].flatMap((row): [Place, Place][] => {
      const outX = column === x ? -1 : 1;
      const outY = row === y ? -1 : 1;
      return [
        [{ x: column + outX * MARK_GAP, y: row }, { x: column + outX * (MARK_GAP + MARK), y: row }],
        [{ x: column, y: row + outY * MARK_GAP }, { x: column, y: row + outY * (MARK_GAP + MARK) }],
      ];
    }),
  );
}

export async function makeSheet(design: Design, settings: SheetSettings): Promise<Blob> {
  const { paper, code, cutMarks } = settings;
  const { width, height } = PAPERS[paper];
  const picture = await makeFile(design, { unit: "mm", mm: code, dpi: 300 }, "pdf");
  const sheet = await PDFDocument.create();
  sheet.setTitle("Print sheet of QR codes");
  const [drawn] = await sheet.embedPdf(await picture.arrayBuffer());
  if (!drawn) throw new Error("The engine wrote a PDF without a page.");
  for (const places of layOut(settings).pages) {
    const page = sheet.addPage([width * POINT, height * POINT]);
    // PDF counts from the bottom.
    const up = (y: number) => (height - y) * POINT;
    for (const place of places) {
      page.drawPage(drawn, { x: place.x * POINT, y: up(place.y + code), width: code * POINT, height: code * POINT });
      for (const [from, to] of cutMarks ? marksOf(place, code) : []) {
        page.drawLine({ start: { x: from.x * POINT, y: up(from.y) }, end: { x: to.x * POINT, y: up(to.y) }, thickness: 0.25, color: rgb(0, 0, 0) });
      }
    }
  }
  // Old printers read no object streams, and there is little to pack.
  const bytes = await sheet.save({ useObjectStreams: false });
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/pdf" });
}
