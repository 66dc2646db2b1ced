// The camera of the door: codes in its picture, read by the browser itself where it can, else by a decoder of our own
// origin, which is loaded when the camera is started and not before.

import { Sight } from "./sight.js";

/** In milliseconds: the pause between two pictures. */
const PAUSE = 120;
const MODULE = "/petugas/vendor/zxing/reader/zxing_reader.wasm";

/** @typedef {(video: HTMLVideoElement) => Promise<string | undefined>} Decode */

/**
 * Show the camera's picture in `video` and tell each code that comes into view, until the returned function is called.
 * Throws where the camera or the decoder cannot be had.
 *
 * @param {HTMLVideoElement} video
 * @param {(code: string) => void} seen
 * @returns {Promise<() => void>}
 */
export async function watch(video, seen) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  try {
    const [decode] = await Promise.all([decoder(), play(video, stream)]);
    const over = follow(video, decode, seen);
    return () => {
      over();
      stop();
      video.srcObject = null;
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStream} stream
 */
async function play(video, stream) {
  video.srcObject = stream;
  await video.play();
}

/**
 * @param {HTMLVideoElement} video
 * @param {Decode} decode
 * @param {(code: string) => void} seen
 */
function follow(video, decode, seen) {
  const sight = new Sight();
  let over = false;
  async function look() {
    while (!over) {
      const code = video.videoWidth ? await decode(video) : undefined;
      if (!over && code !== undefined && sight.isNew(code, performance.now())) seen(code);
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
  void look();
  return () => {
    over = true;
  };
}

/** @returns {Promise<Decode>} */
async function decoder() {
  const Native = /** @type {any} */ (globalThis).BarcodeDetector;
  const able = Native ? await Native.getSupportedFormats() : [];
  return able.includes("qr_code") ? native(Native) : ours();
}

/**
 * @param {any} Native
 * @returns {Decode}
 */
function native(Native) {
  const detector = new Native({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

/** @returns {Promise<Decode>} */
async function ours() {
  const { prepareZXingModule, readBarcodes } = await import("/petugas/vendor/zxing/reader/index.js");
  // by itself it would load its program from another origin
  await prepareZXingModule({ overrides: { locateFile: () => MODULE }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!context) throw new Error("no picture can be read here");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    return found?.text;
  };
}
