// Tones of the door and the bell of a board, made by the browser. A page may sound only after somebody pressed something.

import { device } from "../../lib/base/store.js";

const MUTED = "muted";
const BELL = /** @type {[number, number][]} */ ([[988, 350], [784, 700]]);
const LOUD = 0.25;

/** @type {AudioContext | undefined} */
let context;

/** Whether the tones of the door are switched off on this device. */
export function muted() {
  return device.get(MUTED) === true;
}

/** @param {boolean} off */
export function mute(off) {
  device.set(MUTED, off);
}

/** Let the page sound from now on: called when somebody presses something. */
export async function unlock() {
  context ??= new AudioContext();
  // a device without anything to sound with never resumes
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 1_000))]);
}

/**
 * Sound tones one after another, and return how long they last (milliseconds). Nothing sounds where it is not allowed.
 *
 * @param {[number, number][]} tones hertz and milliseconds
 */
export function sound(tones) {
  let total = 0;
  for (const [hertz, milliseconds] of tones) {
    if (context?.state === "running") tone(context, hertz, milliseconds, total);
    total += milliseconds;
  }
  return total;
}

/** What records are decoded and played with; undefined before the page may sound. */
export function audio() {
  return context;
}

/** The bell before a call; returns how long it lasts (milliseconds). */
export function bell() {
  return sound(BELL);
}

/**
 * @param {AudioContext} audio
 * @param {number} hertz
 * @param {number} milliseconds
 * @param {number} after milliseconds from now
 */
function tone(audio, hertz, milliseconds, after) {
  const start = audio.currentTime + after / 1000;
  const end = start + milliseconds / 1000;
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = hertz;
  // it swells and fades, because a tone that is cut off clicks
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUD, start + 0.01);
  volume.gain.setValueAtTime(LOUD, Math.max(start + 0.01, end - 0.05));
  volume.gain.linearRampToValueAtTime(0, end);
  source.connect(volume).connect(audio.destination);
  source.start(start);
  source.stop(end);
}
