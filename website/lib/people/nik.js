// What a page can check of a NIK: its form, and whether it agrees with a birth date. The API decides.

/** What is added to the day of birth in a woman's NIK. */
const FEMALE = 40;

/**
 * A NIK as its 16 digits, or null if it can be none. Spaces, dots and hyphens between the digits are left out.
 *
 * @param {string} text
 */
export function nikDigits(text) {
  const digits = text.replace(/[\s.-]/g, "");
  return /^\d{16}$/.test(digits) && !digits.endsWith("0000") ? digits : null;
}

/**
 * Whether the date in a NIK is this birth date.
 *
 * @param {string} nik 16 digits
 * @param {string} birthDate YYYY-MM-DD
 */
export function agrees(nik, birthDate) {
  const [year, month, day] = birthDate.split("-").map(Number);
  const written = Number(nik.slice(6, 8));
  return (
    (written > FEMALE ? written - FEMALE : written) === day &&
    Number(nik.slice(8, 10)) === month &&
    Number(nik.slice(10, 12)) === Number(year) % 100
  );
}

/**
 * A NIK as it is shown: its last four digits.
 *
 * @param {string} nik
 */
export function masked(nik) {
  return `•••• •••• •••• ${nik.slice(-4)}`;
}
