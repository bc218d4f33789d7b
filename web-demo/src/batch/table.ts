/** A CSV file as rows of named columns, and the codes that are made of them. */
import Papa from "papaparse";

export interface Table {
  columns: string[];
  rows: Record<string, string>[];
}

/** One code to make. */
export interface Entry {
  /** Line of the file, the head being line 1. */
  line: number;
  data: string;
  /** File name without its extension, unlike those of all others. */
  stem: string;
}

/** Reads a table whose first line names its columns. Throws a sentence for the person who gave the file. */
export function readTable(text: string): Table {
  const { data, meta, errors } = Papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ""), { header: true, skipEmptyLines: "greedy" });
  const columns = (meta.fields ?? []).filter((name) => name.trim() !== "");
  const [broken] = errors.filter(({ type }) => type === "Quotes");
  if (broken) throw new Error(`Line ${(broken.row ?? 0) + 1}: a quotation mark is not closed. Put it twice where it is part of the text.`);
  if (columns.length === 0 || data.length === 0) throw new Error("There are no rows. The first line names the columns, every other line becomes a code.");
  return { columns, rows: data };
}

/** The column that holds the content, by its name; else the first. */
export function contentColumn(columns: readonly string[]): string {
  return columns.find((name) => /^(url|link|data|content|text|payload|address)$/i.test(name.trim())) ?? columns[0] ?? "";
}

/** The column that names the files; null: they are numbered. */
export function nameColumn(columns: readonly string[]): string | null {
  return columns.find((name) => /^(name|file|filename|file name|id|slug|title)$/i.test(name.trim())) ?? null;
}

const slug = (text: string): string => text.trim().replace(/[\\/:*?"<>|\s\p{Cc}]+/gu, "-").replace(/^[.-]+|[.-]+$/g, "").slice(0, 80);

/** The codes of a table. Rows without content keep their place: they are told as failures. */
export function entriesOf({ rows }: Table, content: string, name: string | null): Entry[] {
  const digits = String(rows.length).length;
  const taken = new Set<string>();
  return rows.map((row, index) => {
    const given = name ? slug(row[name] ?? "") : "";
    const number = String(index + 1).padStart(digits, "0");
    let stem = given || `code-${number}`;
    if (taken.has(stem.toLowerCase())) stem = `${stem}-${number}`;
    taken.add(stem.toLowerCase());
    return { line: index + 2, data: row[content] ?? "", stem };
  });
}

export interface Outcome {
  entry: Entry;
  /** File inside the ZIP; null where there is none. */
  file: string | null;
  problem: string | null;
}

/** A cell that no spreadsheet takes for a formula. */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** What was made of every row, as CSV. */
export function manifestOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ entry, file, problem }) => [entry.line, guarded(entry.data), file ?? "", problem === null ? "made" : "failed", guarded(problem ?? "")]);
  return `${Papa.unparse([["line", "content", "file", "status", "problem"], ...rows])}\r\n`;
}
