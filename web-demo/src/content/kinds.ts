/** What a code can say, as forms: the fields that most people need of each kind; the engine checks and writes them. */

export interface Field {
  name: string;
  label: string;
  /** Default: one line of text. */
  kind?: "text" | "lines" | "password" | "email" | "tel" | "url" | "number" | "date" | "datetime" | "choice" | "switch";
  hint?: string;
  placeholder?: string;
  choices?: readonly { value: string; label: string }[];
}

export interface Kind {
  type: string;
  label: string;
  fields: readonly Field[];
  /** What the form begins with, beyond empty fields. */
  start?: Record<string, string>;
}

/** A link or text needs no form: it is the text field itself. */
export const PLAIN = "plain";

export const KINDS: readonly Kind[] = [
  {
    type: "wifi",
    label: "Wi-Fi",
    fields: [
      { name: "ssid", label: "Network name" },
      { name: "password", label: "Password", kind: "password", hint: "Anyone who scans the code can read it." },
      { name: "hidden", label: "The network is hidden", kind: "switch" },
    ],
  },
  {
    type: "vcard",
    label: "Contact",
    fields: [
      { name: "firstName", label: "First name" },
      { name: "lastName", label: "Last name" },
      { name: "organization", label: "Organisation" },
      { name: "title", label: "Position" },
      { name: "phone", label: "Phone", kind: "tel", placeholder: "+44 20 7946 0000" },
      { name: "email", label: "E-mail", kind: "email" },
      { name: "url", label: "Web address", kind: "url", placeholder: "https://…" },
      { name: "note", label: "Note", kind: "lines" },
    ],
  },
  {
    type: "email",
    label: "E-mail",
    fields: [
      { name: "to", label: "To", kind: "email" },
      { name: "subject", label: "Subject" },
      { name: "body", label: "Message", kind: "lines" },
    ],
  },
  {
    type: "sms",
    label: "Text message (SMS)",
    fields: [
      { name: "number", label: "Number", kind: "tel", placeholder: "+44 20 7946 0000" },
      { name: "message", label: "Message", kind: "lines" },
    ],
  },
  { type: "phone", label: "Phone call", fields: [{ name: "number", label: "Number", kind: "tel", placeholder: "+44 20 7946 0000" }] },
  {
    type: "whatsapp",
    label: "WhatsApp chat",
    fields: [
      { name: "number", label: "Number", kind: "tel", placeholder: "+44 20 7946 0000" },
      { name: "message", label: "First message", kind: "lines" },
    ],
  },
  {
    type: "event",
    label: "Event",
    fields: [
      { name: "summary", label: "Title" },
      { name: "start", label: "Begins", kind: "datetime", hint: "In the local time of whoever scans." },
      { name: "end", label: "Ends", kind: "datetime" },
      { name: "location", label: "Place" },
      { name: "description", label: "Description", kind: "lines" },
    ],
  },
  {
    type: "geo",
    label: "Place on a map",
    fields: [
      { name: "latitude", label: "Latitude", kind: "number", placeholder: "48.8584" },
      { name: "longitude", label: "Longitude", kind: "number", placeholder: "2.2945" },
      { name: "label", label: "Name" },
      {
        name: "format",
        label: "Opens in",
        kind: "choice",
        choices: [
          { value: "geo", label: "The phone's own map (Android)" },
          { value: "google", label: "Google Maps" },
          { value: "apple", label: "Apple Maps" },
        ],
      },
    ],
    start: { format: "google" },
  },
  {
    type: "epc",
    label: "Bank transfer (EPC, euro)",
    fields: [
      { name: "name", label: "Who is paid" },
      { name: "iban", label: "IBAN" },
      { name: "amount", label: "Amount in euros", kind: "number", placeholder: "12.30" },
      { name: "text", label: "What for" },
    ],
  },
  {
    type: "bitcoin",
    label: "Bitcoin payment",
    fields: [
      { name: "address", label: "Address" },
      { name: "amount", label: "Amount in BTC", kind: "number" },
      { name: "label", label: "Label" },
    ],
  },
];

export type Values = Record<string, string>;

/** The fields as the engine reads them: empty ones left out, switches as truth values. */
export function toPayload(kind: Kind, values: Values): { type: string } & Record<string, unknown> {
  const payload: { type: string } & Record<string, unknown> = { type: kind.type };
  for (const { name, kind: form } of kind.fields) {
    const value = values[name] ?? "";
    if (value === "") continue;
    payload[name] = form === "switch" ? value === "true" : value;
  }
  return payload;
}
