import { describe, expect, it } from "vitest";
import { formatBytes, sniffImageType } from "./image-file";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("sniffImageType", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n....", "image/png"],
    ["\xff\xd8\xff\xe0....", "image/jpeg"],
    ["GIF89a....", "image/gif"],
    ["RIFF\0\0\0\0WEBPVP8 ", "image/webp"],
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"],
    ["\n<?xml version='1.0'?><!-- drawn by hand --><svg width='1'/>", "image/svg+xml"],
  ])("knows %j", (content, type) => expect(sniffImageType(bytes(content))).toBe(type));

  it.each(["", "hello", "%PDF-1.7", "<!doctype html><html><svg></svg></html>", "RIFF\0\0\0\0WAVE"])(
    "refuses %j",
    (content) => expect(sniffImageType(bytes(content))).toBeNull(),
  );
});

describe("formatBytes", () => {
  it.each([
    [999, "999 B"],
    [1_500, "1.5 kB"],
    [33_400, "33 kB"],
    [4_200_000, "4.2 MB"],
  ])("writes %i as %s", (count, text) => expect(formatBytes(count)).toBe(text));
});
