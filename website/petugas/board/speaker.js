// The loudspeaker of a board: one announcement after another, each with its bell and its words.

import { bell } from "../hall/sounds.js";
import { clipsOf, play } from "./clips.js";
import { spoken, voiceOf } from "./speech.js";

/** @typedef {import("../../lib/words/texts.js").Language} Language */
/** @typedef {{number: string, counter: number}} Call */

/** In milliseconds: the longest time that words may take, because some browsers never tell their end. */
const LONGEST = 15_000;
/** In milliseconds: how long a call stands out where nothing is heard. */
const SILENT = 4_000;
/** In milliseconds: how long recorded words are waited for after the bell, on a line that is slow or lost. */
const PATIENCE = 4_000;

/**
 * Announce a call, and return when it is over: whether its words were heard. A voice of the device speaks them, else they are
 * played as they were recorded; where those do not come, the bell is all.
 *
 * @param {Call} call
 * @param {Language} language
 * @param {boolean} aloud whether anything may sound
 */
export async function announceCall(call, language, aloud) {
  if (!aloud) {
    await rest(SILENT);
    return true;
  }
  const voice = "speechSynthesis" in globalThis ? voiceOf(speechSynthesis.getVoices(), language) : undefined;
  const coming = voice ? undefined : clipsOf(call, language);
  await rest(bell());
  if (voice) {
    await speak(spoken(call.number, call.counter, language), voice);
    return true;
  }
  const clips = await Promise.race([coming, rest(PATIENCE)]);
  await rest(clips ? play(clips) : SILENT / 2);
  return clips !== undefined;
}

/**
 * @param {string} text
 * @param {SpeechSynthesisVoice} voice
 */
async function speak(text, voice) {
  const words = new SpeechSynthesisUtterance(text);
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
 * @returns {Promise<undefined>}
 */
function rest(milliseconds) {
  return new Promise((done) => setTimeout(() => done(undefined), milliseconds));
}
