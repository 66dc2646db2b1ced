// A call in words that are spoken: "A, nol, empat, tujuh, loket tiga". The numbers of a language are written here, beside
// how they are put together, and not among the texts, because no page shows them.

/** @typedef {import("../../lib/words/texts.js").Language} Language */

/** @type {Record<Language, {digits: string[], ten: string[], tens: string[], counter: string}>} */
const WORDS = {
  id: {
    digits: ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"],
    ten: ["sepuluh", "sebelas", "dua belas", "tiga belas", "empat belas", "lima belas", "enam belas", "tujuh belas", "delapan belas", "sembilan belas"],
    tens: ["", "", "dua puluh", "tiga puluh", "empat puluh", "lima puluh", "enam puluh", "tujuh puluh", "delapan puluh", "sembilan puluh"],
    counter: "loket",
  },
  en: {
    digits: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    ten: ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
    tens: ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    counter: "counter",
  },
};
const COUNTER = "counter";
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

/** Whatever a call can consist of, by its name: a letter, a number up to 19, a ten, and the word before a counter's number. */
export const PARTS = [...LETTERS, ...Array.from({ length: 20 }, (_, value) => String(value)), "20", "30", "40", "50", "60", "70", "80", "90", COUNTER];

/**
 * The parts of a call, in groups that have a pause between them: letters and digits of the number one by one, and then the
 * counter with its number.
 *
 * @param {string} number such as "A-047"
 * @param {number} counter 1 to 99
 */
export function partsOf(number, counter) {
  const characters = number.toLowerCase().match(/[a-z0-9]/g) ?? [];
  const unit = counter % 10;
  const counted = counter < 20 || !unit ? [counter] : [counter - unit, unit];
  return [...characters.map((character) => [character]), [COUNTER, ...counted.map(String)]];
}

/**
 * What is said for a part.
 *
 * @param {string} part one of `PARTS`
 * @param {Language} language
 */
export function wordOf(part, language) {
  const { digits, ten, tens, counter } = WORDS[language];
  if (part === COUNTER) return counter;
  if (LETTERS.includes(part)) return part.toUpperCase();
  const value = Number(part);
  return String(value < 10 ? digits[value] : value < 20 ? ten[value - 10] : tens[value / 10]);
}

/**
 * A call as it is spoken.
 *
 * @param {string} number such as "A-047"
 * @param {number} counter 1 to 99
 * @param {Language} language
 */
export function spoken(number, counter, language) {
  return partsOf(number, counter)
    .map((group) => group.map((part) => wordOf(part, language)).join(" "))
    .join(", ");
}

/**
 * The voice that speaks a language best: one of this device before one of the net; undefined if there is none.
 *
 * @template {{lang: string, localService: boolean}} V
 * @param {V[]} voices
 * @param {Language} language
 * @returns {V | undefined}
 */
export function voiceOf(voices, language) {
  // some devices still call Indonesian by its code of before 1989
  const codes = language === "id" ? ["id", "in"] : ["en"];
  const able = voices.filter((voice) => codes.includes(String(voice.lang.toLowerCase().split(/[-_]/)[0])));
  return able.find((voice) => voice.localService) ?? able[0];
}
