import type { Kind } from "./types";

export const DATA: readonly Kind[] = [
  {
    type: "gs1",
    label: "Product (GS1 Digital Link)",
    purpose: "The address that stands for a product",
    group: "Products and data",
    words: "gs1 gtin ean upc barcode product lot batch serial expiry",
    fields: [
      { name: "gtin", label: "Article number (GTIN)", placeholder: "9506000134352", hint: "8, 12, 13 or 14 digits." },
      { name: "lot", label: "Batch or lot", placeholder: "ABC-123" },
      { name: "serial", label: "Serial number" },
      { name: "expiry", label: "Expires", kind: "date" },
      { name: "domain", label: "Address of your own", kind: "url", placeholder: "https://id.gs1.org" },
      { name: "bestBefore", label: "Best before", kind: "date", isMore: true },
      { name: "production", label: "Produced", kind: "date", isMore: true },
      { name: "packaging", label: "Packaged", kind: "date", isMore: true },
      { name: "variant", label: "Variant", isMore: true },
      { name: "netWeight", label: "Net weight in kg", kind: "number", placeholder: "1.5", isMore: true },
      { name: "attributes", label: "Other attributes", kind: "rows", keys: ["ai", "value"], keyLabels: ["AI", "Value"], isMore: true },
    ],
  },
  {
    type: "binary",
    label: "Bytes",
    purpose: "Raw data for programs",
    group: "Products and data",
    words: "binary hex data raw bytes",
    fields: [{ name: "hex", label: "Bytes as hex", kind: "lines", placeholder: "48 69 21" }],
  },
];
