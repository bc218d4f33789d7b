/** The encoder of raster files that a program brings along: importing `qr-engine/raster` puts one in here. */

/**
 * The bytes of a raster file; undefined where only a canvas draws the picture or writes the format. `isAlone`: there is no
 * canvas, and whatever stands in the way is thrown.
 */
export type Encode = (
  options: object,
  compat: boolean,
  type: string,
  scale: number,
  quality: number,
  isAlone: boolean,
) => Uint8Array<ArrayBuffer> | undefined;

export let encode: Encode | undefined;

/** Lets files be written by this one. */
export function encodeBy(given: Encode): void {
  encode = given;
}
