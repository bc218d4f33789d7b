/** How forms are described: the fields of a kind of content, in the words of people; the engine checks and writes them. */

export type Values = Record<string, string>;

/** A line of a list of names and values. */
export interface Row {
  name: string;
  value: string;
}

interface Common {
  /** Names the field among the values of its form. */
  name: string;
  label: string;
  hint?: string;
  placeholder?: string;
  /** Wanted by few: behind "More". */
  isMore?: boolean;
  /** Whether it is there at all, by what stands in the other fields. */
  when?(values: Values): boolean;
  /** Where the engine reads it, such as `creditor.city`. Default: its name. null: it only steers the form. */
  path?: string | null;
  /** One of a list: which, under what key, and what else the engine shall know of it. */
  item?: { of: string; key: string; also?: Record<string, string> };
  /** What the engine reads instead of the text. */
  convert?(text: string, values: Values): unknown;
}

export interface TextField extends Common {
  /** Default: one line of text. */
  kind?: "text" | "lines" | "secret" | "email" | "tel" | "url" | "number" | "date" | "datetime";
}

export interface ChoiceField extends Common {
  kind: "choice";
  choices: readonly { value: string; label: string }[];
}

export interface SwitchField extends Common {
  kind: "switch";
}

/** Names and values, one on each line; the engine reads objects with these two keys. */
export interface RowsField extends Common {
  kind: "rows";
  keys: readonly [name: string, value: string];
  keyLabels: readonly [name: string, value: string];
}

export type Field = TextField | ChoiceField | SwitchField | RowsField;

export type KindGroup = "Web and text" | "People" | "Messages and calls" | "Places and times" | "Wi-Fi and sign-in" | "Payments" | "Crypto" | "Products and data";

export interface Kind {
  type: string;
  label: string;
  /** What happens when it is scanned. */
  purpose: string;
  group: KindGroup;
  /** Other words that people look for. */
  words?: string;
  fields: readonly Field[];
  /** What the form begins with, beyond empty fields. */
  start?: Values;
}

/** What the engine reads as a whole number. */
export const whole = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
