/** From the fields of a form to what the engine reads, and from what it refuses back to the field. */
import type { Field, Kind, Row, RowsField, Values } from "./kinds/types";

type Tree = { [key: string]: unknown };

/** The fields that are there, given what stands in them. */
export const fieldsOf = (kind: Kind, values: Values): readonly Field[] => kind.fields.filter(({ when }) => when?.(values) ?? true);

/** The lines of a field of rows; links come from anyone, so what is none is nothing. */
export function readRows(text: string): Row[] {
  try {
    const rows: unknown = JSON.parse(text || "[]");
    if (!Array.isArray(rows)) return [];
    return rows.filter((row): row is Row => typeof row?.name === "string" && typeof row.value === "string");
  } catch {
    return [];
  }
}

export const writeRows = (rows: readonly Row[]): string => (rows.length === 0 ? "" : JSON.stringify(rows));

/** What the engine reads of a field; undefined: nothing. */
function read(field: Field, text: string, values: Values): unknown {
  if (text === "") return undefined;
  if (field.convert) return field.convert(text, values);
  if (field.kind === "switch") return text === "true";
  if (field.kind === "rows") return readRows(text).map(({ name, value }) => ({ [field.keys[0]]: name, [field.keys[1]]: value }));
  return text;
}

/** `merchantAccounts[0].value` → `["merchantAccounts", 0, "value"]`. */
function steps(path: string): (string | number)[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));
}

function put(tree: Tree, path: string, value: unknown): void {
  const way = steps(path);
  let at = tree as { [key: string | number]: unknown };
  way.forEach((step, index) => {
    if (index === way.length - 1) at[step] = value;
    else at = (at[step] ??= typeof way[index + 1] === "number" ? [] : {}) as Tree;
  });
}

export interface Written {
  payload: { type: string } & Tree;
  /** Where the engine finds each field. */
  places: { path: string; field: Field }[];
}

/** The fields as the engine reads them: empty ones left out, each at its path. */
export function toPayload(kind: Kind, values: Values): Written {
  const payload: Written["payload"] = { type: kind.type };
  const places: Written["places"] = [];
  for (const field of fieldsOf(kind, values)) {
    if (field.path === null) continue;
    const value = read(field, values[field.name] ?? "", values);
    if (field.item) {
      const { of, key, also } = field.item;
      if (value === undefined) continue;
      const list = (payload[of] ??= []) as unknown[];
      list.push({ [key]: value, ...also });
      places.push({ path: `${of}[${list.length - 1}]`, field });
      continue;
    }
    const path = field.path ?? field.name;
    places.push({ path, field });
    if (value !== undefined) put(payload, path, value);
  }
  return { payload, places };
}

/** The field that a path of the engine is about: the longest place that leads to it, or the first inside of it. */
export function fieldAt(places: Written["places"], path: string | null): Field | null {
  if (path === null) return null;
  const leads = (from: string, to: string) => to === from || to.startsWith(`${from}.`) || to.startsWith(`${from}[`);
  const [above] = places.filter((place) => leads(place.path, path)).sort((a, b) => b.path.length - a.path.length);
  return (above ?? places.find((place) => leads(path, place.path)))?.field ?? null;
}

/** Which of a field's rows a path of the engine is about. */
export function rowAt(places: Written["places"], field: RowsField, path: string): number | null {
  const place = places.find((candidate) => candidate.field === field);
  const index = place && new RegExp(`^\\[(\\d+)\\]`).exec(path.slice(place.path.length))?.[1];
  return index === undefined ? null : Number(index);
}
