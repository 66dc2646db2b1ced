// A call in recorded words, for a device that has no voice of the language. Each part of a call is a small file, which is
// asked for when it is needed first; `make clips` makes them.

import { deadline } from "../../lib/base/patience.js";
import { audio } from "../hall/sounds.js";
import { partsOf } from "./speech.js";

/** @typedef {import("../../lib/words/texts.js").Language} Language */

/** In seconds: the silence between two groups of words. */
const PAUSE = 0.2;

/** @type {Map<string, Promise<AudioBuffer>>} by their addresses: the clips that are here, or on their way */
const clips = new Map();

/**
 * Get the clips of a call, in groups that have a pause between them; undefined where some of them could not be had. The next
 * call asks for those again.
 *
 * @param {{number: string, counter: number}} call
 * @param {Language} language
 * @returns {Promise<AudioBuffer[][] | undefined>}
 */
export async function clipsOf({ number, counter }, language) {
  const groups = partsOf(number, counter).map((group) => group.map((part) => clipAt(`/petugas/board/clips/${language}/${part}.mp3`)));
  const ended = await Promise.allSettled(groups.flat());
  if (ended.some(({ status }) => status === "rejected")) return undefined;
  return Promise.all(groups.map((group) => Promise.all(group)));
}

/**
 * Play clips one after another, and return how long they last (milliseconds).
 *
 * @param {AudioBuffer[][]} groups
 */
export function play(groups) {
  const context = audio();
  let total = 0;
  for (const group of groups) {
    for (const clip of group) {
      // a device without anything to sound with would play them all at once, if it ever awoke
      if (context?.state === "running") start(context, clip, total);
      total += clip.duration;
    }
    total += PAUSE;
  }
  return total * 1000;
}

/**
 * @param {AudioContext} context
 * @param {AudioBuffer} clip
 * @param {number} after seconds from now
 */
function start(context, clip, after) {
  const source = context.createBufferSource();
  source.buffer = clip;
  source.connect(context.destination);
  source.start(context.currentTime + after);
}

/** @param {string} address */
function clipAt(address) {
  const clip = clips.get(address) ?? loaded(address);
  clips.set(address, clip);
  clip.catch(() => clips.delete(address));
  return clip;
}

/** @param {string} address */
async function loaded(address) {
  const answer = await fetch(address, { signal: deadline() });
  const context = audio();
  if (!answer.ok || !context) throw new Error(`${address} cannot be heard: ${answer.status}`);
  return context.decodeAudioData(await answer.arrayBuffer());
}
