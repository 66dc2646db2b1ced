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

/**
 * A call as it is spoken: letters and digits of the number one by one, with pauses, and the counter as a number.
 *
 * @param {string} number such as "A-047"
 * @param {number} counter 1 to 99
 * @param {Language} language
 */
export function spoken(number, counter, language) {
  const { digits, counter: name } = WORDS[language];
  const characters = [...number].filter((each) => /[A-Za-z0-9]/.test(each)).map((each) => digits[Number(each)] ?? each.toUpperCase());
  return [...characters, `${name} ${inWords(counter, language)}`].join(", ");
}

/**
 * @param {number} value 0 to 99
 * @param {Language} language
 */
function inWords(value, language) {
  const { digits, ten, tens } = WORDS[language];
  if (value < 10) return digits[value];
  if (value < 20) return ten[value - 10];
  return [tens[Math.floor(value / 10)], value % 10 ? digits[value % 10] : ""].join(" ").trim();
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
