// The loudspeaker of a board: one announcement after another, each with its bell and its words.

import { bell } from "../hall/sounds.js";
import { spoken, voiceOf } from "./speech.js";

/** In milliseconds: the longest time that words may take, because some browsers never tell their end. */
const LONGEST = 15_000;
/** In milliseconds: how long a call stands out where nothing is heard. */
const SILENT = 4_000;

/**
 * Whether this device can speak a language.
 *
 * @param {import("../../lib/words/texts.js").Language} language
 */
export function speaks(language) {
  return "speechSynthesis" in globalThis && voiceOf(speechSynthesis.getVoices(), language) !== undefined;
}

/**
 * Announce a call, and return when it is over.
 *
 * @param {{number: string, counter: number}} call
 * @param {import("../../lib/words/texts.js").Language} language
 * @param {boolean} aloud
 */
export async function announceCall({ number, counter }, language, aloud) {
  if (!aloud) return rest(SILENT);
  await rest(bell());
  const voice = "speechSynthesis" in globalThis ? voiceOf(speechSynthesis.getVoices(), language) : undefined;
  if (!voice) return rest(SILENT / 2);
  const words = new SpeechSynthesisUtterance(spoken(number, counter, language));
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = 0.9;
  await Promise.race([
    new Promise((done) => {
      words.onend = done;
      words.onerror = done;
      speechSynthesis.speak(words);
    }),
    rest(LONGEST),
  ]);
}

/**
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
function rest(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
