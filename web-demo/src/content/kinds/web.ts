import type { Kind } from "./types";

export const WEB: readonly Kind[] = [
  {
    type: "url",
    label: "Web address",
    purpose: "Opens a page. Tidied and checked",
    group: "Web and text",
    words: "link url website homepage page http",
    fields: [
      { name: "url", label: "Address", kind: "url", placeholder: "example.com/menu" },
      {
        name: "upperCase",
        label: "Scheme and host in capitals",
        kind: "switch",
        hint: "They mean the same and need fewer modules; some apps show them as they stand.",
      },
    ],
  },
  {
    type: "text",
    label: "Text of several lines",
    purpose: "Shows what you wrote",
    group: "Web and text",
    words: "note message plain",
    fields: [{ name: "text", label: "Text", kind: "lines", placeholder: "Room 12\nBreakfast from 7 to 10" }],
  },
];
