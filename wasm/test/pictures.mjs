/** Pictures held against each other, in a page. */

/** The pixels of a file. */
export async function pixels(blob) {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** Share of the pixels of one picture that are outside of what the other has within a pixel of them. */
function strays(one, other) {
  let count = 0;
  const [mine32, other32] = [one, other].map(({ data }) => new Uint32Array(data.buffer));
  for (let at = 0; at < one.data.length; at += 4) {
    if (mine32[at / 4] === other32[at / 4]) continue;
    const [x, y] = [(at / 4) % one.width, Math.floor(at / 4 / one.width)];
    const isStray = [0, 1, 2, 3].some((channel) => {
      const value = (data, place) => data[place + channel] * (channel < 3 ? data[place + 3] / 255 : 1);
      const mine = value(one.data, at);
      if (Math.abs(mine - value(other.data, at)) <= 16) return false;
      let [low, high] = [255, 0];
      for (let row = Math.max(0, y - 1); row <= Math.min(one.height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(one.width - 1, x + 1); column++) {
          const near = value(other.data, 4 * (row * one.width + column));
          [low, high] = [Math.min(low, near), Math.max(high, near)];
        }
      }
      return mine < low - 16 || mine > high + 16;
    });
    if (isStray) count += 1;
  }
  return (4 * count) / one.data.length;
}

/**
 * Share of the pixels in which two pictures differ; 1 for other sizes. Edges are smoothed in more than one way: a pixel differs
 * when it is outside of what the other picture has within a pixel of it.
 */
export function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height) return 1;
  return Math.max(strays(a, b), strays(b, a));
}
