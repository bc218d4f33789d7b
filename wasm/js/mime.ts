const MEDIA_TYPES: { [extension: string]: string } = {
  bmp: "image/bmp",
  gif: "image/gif",
  ico: "image/vnd.microsoft.icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  tif: "image/tiff",
  tiff: "image/tiff",
  webp: "image/webp",
  pdf: "application/pdf",
};

export const SVG = "image/svg+xml";
export const JPEG = "image/jpeg";

/** The media type of a file extension, with or without its dot, in any case. */
export function mediaType(extension: string): string {
  if (!extension) throw new Error("Extension must be defined");
  const found = MEDIA_TYPES[extension.replace(/^\./, "").toLowerCase()];
  if (!found) throw new Error(`Extension "${extension}" is not supported`);
  return found;
}
