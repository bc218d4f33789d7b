import type { ChoiceField, Kind, TextField, Values } from "./types";

const NUMBER: TextField = { name: "number", label: "Number", kind: "tel", placeholder: "+44 20 7946 0000" };

/** Who is reached: by a number or by something else. It steers the form alone. */
function reachedBy(other: { value: string; label: string }): ChoiceField {
  return { name: "by", label: "Reached by", kind: "choice", path: null, choices: [other, { value: "number", label: "Phone number" }] };
}

const isBy = (what: string) => (values: Values) => (values.by ?? "") === what;

const SMS_FORMAT: ChoiceField = {
  name: "format",
  label: "Written as",
  kind: "choice",
  choices: [
    { value: "", label: "SMSTO, which most scanners read" },
    { value: "uri", label: "An address (RFC 5724)" },
  ],
  isMore: true,
};

export const MESSAGES: readonly Kind[] = [
  {
    type: "email",
    label: "E-mail",
    purpose: "Begins a message",
    group: "Messages and calls",
    words: "mail mailto letter",
    fields: [
      { name: "to", label: "To", kind: "email", placeholder: "ann@example.com" },
      { name: "subject", label: "Subject" },
      { name: "body", label: "Message", kind: "lines" },
      { name: "cc", label: "Copy to", kind: "email", isMore: true },
      { name: "bcc", label: "Hidden copy to", kind: "email", isMore: true },
      {
        name: "format",
        label: "Written as",
        kind: "choice",
        choices: [
          { value: "", label: "mailto, which every phone reads" },
          { value: "matmsg", label: "MATMSG, for older phones in Japan" },
        ],
        isMore: true,
      },
    ],
  },
  { type: "phone", label: "Phone call", purpose: "Dials a number", group: "Messages and calls", words: "call telephone tel dial", fields: [NUMBER] },
  {
    type: "sms",
    label: "Text message (SMS)",
    purpose: "Begins a message to a number",
    group: "Messages and calls",
    words: "sms text",
    fields: [NUMBER, { name: "message", label: "Message", kind: "lines" }, SMS_FORMAT],
  },
  {
    type: "mms",
    label: "Picture message (MMS)",
    purpose: "Begins a message that can hold pictures",
    group: "Messages and calls",
    words: "mms photo",
    fields: [NUMBER, { name: "message", label: "Message", kind: "lines" }, SMS_FORMAT],
  },
  {
    type: "whatsapp",
    label: "WhatsApp chat",
    purpose: "Opens a chat with a number",
    group: "Messages and calls",
    words: "wa chat messenger",
    fields: [NUMBER, { name: "message", label: "First message", kind: "lines" }],
  },
  {
    type: "telegram",
    label: "Telegram chat",
    purpose: "Opens a chat with a person or a channel",
    group: "Messages and calls",
    words: "chat messenger channel",
    fields: [
      reachedBy({ value: "", label: "User name" }),
      { name: "username", label: "User name", placeholder: "@example_shop", when: isBy("") },
      { ...NUMBER, when: isBy("number") },
      { name: "message", label: "First message", kind: "lines" },
    ],
  },
  {
    type: "facetime",
    label: "FaceTime call",
    purpose: "Calls with a picture, between Apple devices",
    group: "Messages and calls",
    words: "video call apple iphone",
    fields: [
      reachedBy({ value: "", label: "E-mail address" }),
      { name: "email", label: "E-mail", kind: "email", placeholder: "ann@example.com", when: isBy("") },
      { ...NUMBER, when: isBy("number") },
      { name: "audio", label: "Sound alone", kind: "switch" },
    ],
  },
  {
    type: "skype",
    label: "Skype",
    purpose: "Calls, or opens a chat with a name",
    group: "Messages and calls",
    words: "video call chat",
    fields: [
      { name: "username", label: "Skype name", placeholder: "ann.lee" },
      {
        name: "action",
        label: "What it does",
        kind: "choice",
        choices: [
          { value: "", label: "Calls" },
          { value: "chat", label: "Opens a chat" },
          { value: "add", label: "Adds to the contacts" },
          { value: "userinfo", label: "Shows the profile" },
        ],
      },
    ],
  },
];
