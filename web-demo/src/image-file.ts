import type { ImageFile } from "./design";

const MAX_MEGABYTES = 3;
const MAX_BYTES = MAX_MEGABYTES * 1_000_000;

/** For the file dialog; what a file truly is, its first bytes tell. */
export const IMAGE_ACCEPT = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml";

function startsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

/** The picture's type by its content: names and declared types are often wrong. null: none that the engine draws. */
export function sniffImageType(bytes: Uint8Array): string | null {
  if (startsWith(bytes, [0x89, ...ascii("PNG"), 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "image/jpeg";
  if (startsWith(bytes, ascii("GIF8"))) return "image/gif";
  if (startsWith(bytes, ascii("RIFF")) && startsWith(bytes, ascii("WEBP"), 8)) return "image/webp";
  // Comments, a doctype and an XML declaration may come before the root element.
  const head = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  if (head.startsWith("<") && /<svg[\s>]/i.test(head) && !/<html[\s>]/i.test(head)) return "image/svg+xml";
  return null;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function toDataUri(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("The browser could not read the file."));
    reader.readAsDataURL(new Blob([bytes], { type }));
  });
}

/** Pixels of an SVG picture's longer side where a file needs pixels. */
const SVG_PIXELS = 1024;

function asPng(image: HTMLImageElement): string {
  const [width, height] = [image.naturalWidth || SVG_PIXELS, image.naturalHeight || SVG_PIXELS];
  const scale = SVG_PIXELS / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

/** Reads and decodes a picture. Rejects with a sentence for the person who chose the file. */
export async function readImageFile(file: File): Promise<ImageFile> {
  const name = file.name || "Pasted picture";
  if (file.size > MAX_BYTES) {
    throw new Error(
      `“${name}” weighs ${formatBytes(file.size)}, and a picture may weigh ${MAX_MEGABYTES} MB at most. Save it smaller: 1000 px wide is plenty.`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const type = sniffImageType(bytes);
  if (!type) {
    throw new Error(`“${name}” is no picture that a code can show. Choose a PNG, JPEG, WebP, GIF or SVG file.`);
  }
  const dataUri = await toDataUri(bytes, type);
  const image = new Image();
  image.src = dataUri;
  try {
    // Decoded once here, so the preview shows the picture at its first swap instead of filling it in later.
    await image.decode();
  } catch {
    throw new Error(`“${name}” looks damaged: its picture cannot be decoded. Export it again or choose another file.`);
  }
  const pixels = type === "image/svg+xml" ? { pixels: asPng(image) } : {};
  return { dataUri, name, bytes: file.size, width: image.naturalWidth, height: image.naturalHeight, ...pixels };
}
