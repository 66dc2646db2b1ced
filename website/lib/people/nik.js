// What can be said of a NIK without asking anybody: its form, and whether it agrees with a birth date. The API decides.

const FEMALE = 40;

/**
 * A NIK as its 16 digits, or null; people group them as they are printed.
 *
 * @param {string} text
 */
export function nikDigits(text) {
  const digits = text.replace(/[\s.-]/g, "");
  return /^\d{16}$/.test(digits) && !digits.endsWith("0000") ? digits : null;
}

/**
 * Whether the date written in a NIK is this birth date; women's days are written plus 40.
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
