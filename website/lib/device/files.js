// Files that are made here and saved to the device.

import { Unreachable } from "../base/errors.js";
import { deadline } from "../base/patience.js";

/** In pixels. */
const PNG_WIDTH = 1680;

/**
 * Have the browser save something as a file.
 *
 * @param {string} name
 * @param {Blob} content
 */
export function save(name, content) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // not at once: some browsers read it only after they have asked where to save the file
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * A picture (SVG) from an address outside the site.
 *
 * @param {string} url
 */
export async function fetchPicture(url) {
  try {
    const answer = await fetch(url, { signal: deadline() });
    if (answer.ok) return new Blob([await answer.text()], { type: "image/svg+xml" });
  } catch {
    throw new Unreachable();
  }
  throw new Unreachable(true);
}

/**
 * Draw an SVG picture as a PNG picture.
 *
 * @param {Blob} picture
 * @returns {Promise<Blob>}
 */
export async function asPng(picture) {
  const address = URL.createObjectURL(picture);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = PNG_WIDTH;
    canvas.height = Math.round((PNG_WIDTH * image.naturalHeight) / image.naturalWidth);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((made) => (made ? done(made) : failed(new Error("the ticket could not be drawn")))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
