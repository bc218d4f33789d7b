/** What a code says, from named fields: WiFi access, contacts, events, payments and more, each by its standard. */
import { build, initSync } from "../pkg/payload/payload.js";
import { unavailable } from "./errors.js";
import { payloadModule } from "./payload-inline.js";
import type { ErrorCorrectionLevel } from "./types.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";

/** Kinds of payload. */
export const payloadKinds = [
  "url", "text", "binary", "wifi", "vcard", "mecard", "event", "email", "phone", "sms", "mms", "geo", "whatsapp", "telegram",
  "facetime", "skype", "otp", "gs1", "epc", "swissQrBill", "emv", "pix", "paynow", "promptpay", "upi", "bitcoin", "ethereum",
  "lightning",
] as const;

export type PayloadKind = (typeof payloadKinds)[number];

/** A kind and its fields; docs/payloads.md of the engine lists them. Wrong fields are refused by name. */
export type PayloadFields = { type: PayloadKind } & { [field: string]: unknown };

/** A finished payload. */
export interface Payload {
  kind: PayloadKind;
  /** What scanners read; undefined for bytes that are no text. */
  text: string | undefined;
  /** What to give as the option `data`. */
  data: string;
  /** Length of the content in bytes. */
  bytes: number;
  /** What the symbol should be like. */
  symbol: {
    errorCorrectionLevel: ErrorCorrectionLevel;
    /** Whether the kind's standard demands that level; else it is a suggestion. */
    isRequired: boolean;
    /** The largest version that the kind's standard allows, 1 to 40. */
    maxVersion: number;
  };
  /** Whether it carries a password or a key: not for logs. */
  sensitive: boolean;
  /** What is legal and yet likely a mistake. */
  warnings: { path: string; message: string }[];
}

let ready = false;

/**
 * Builds a payload. Throws a `QrError` that names the field.
 *
 * @example
 * const { data } = buildPayload({ type: "wifi", ssid: "Guests", password: "welcome; in" });
 */
export function buildPayload(fields: PayloadFields): Payload {
  if (!ready) {
    try {
      initSync({ module: payloadModule() });
    } catch (cause) {
      throw unavailable(cause);
    }
    ready = true;
  }
  return build(fields) as Payload;
}
