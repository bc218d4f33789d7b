import type { FileFormat } from "../engine";

/** Without the characters that file systems refuse, and without a second extension. */
export function fileName(typed: string, format: FileFormat | "zip"): string {
  const stem = typed
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, "-")
    .replace(/\.(svg|png|jpeg|jpg|webp|pdf|eps|zip)$/i, "")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  return `${stem || "qr-code"}.${format}`;
}

export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download reads the address after this call returns.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export async function copySvg(file: Blob): Promise<void> {
  await navigator.clipboard.writeText(await file.text());
}

export async function copyPng(file: Blob): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": file })]);
}
