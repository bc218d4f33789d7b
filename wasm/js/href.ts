/** The logo's address, whatever form the caller has it in. */
import { QrError } from "./errors.js";

/** First bytes of the image files that can be a logo (SVG is text and is told by its `<`). */
const SIGNATURES: [type: string, bytes: number[], at: number][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47], 0],
  ["image/jpeg", [0xff, 0xd8, 0xff], 0],
  ["image/gif", [0x47, 0x49, 0x46, 0x38], 0],
  ["image/webp", [0x57, 0x45, 0x42, 0x50], 8],
];

function mediaType(bytes: Uint8Array): string {
  const known = SIGNATURES.find(([, signature, at]) => signature.every((byte, index) => bytes[at + index] === byte));
  if (known) return known[0];
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  if (start.startsWith("<")) return "image/svg+xml";
  const message = "image: these bytes are no image: give the bytes of a PNG, JPEG, GIF, WebP or SVG file";
  throw new QrError("logo.format", message, { path: "image" });
}

/** Bytes as base64 text. */
export function base64(bytes: Uint8Array): string {
  const platform = bytes as { toBase64?(): string };
  if (platform.toBase64) return platform.toBase64();
  let text = "";
  // In slices: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

/** Bytes as a data URI; addresses stay as they are. */
export function logoHref(image: string | Uint8Array): string {
  return typeof image === "string" ? image : `data:${mediaType(image)};base64,${base64(image)}`;
}
