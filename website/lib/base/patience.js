// How long to wait for an answer, and before the next try: longer each time, and at random, so that not all ask at once.

/** How often something is tried before people are told that it fails. */
export const ATTEMPTS = 5;
/** In milliseconds: how long an answer may take, and the longest pause between tries that nobody asked for. */
const PATIENCE = 20_000;
const LONGEST = 8_000;

/** A signal that ends a request whose answer does not come. Telephones of 2021 lack AbortSignal.timeout. */
export function deadline() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), PATIENCE);
  return controller.signal;
}

/**
 * Wait before another try: as long as was asked for, and a random time that grows with each attempt.
 *
 * @param {number} attempt from 1
 * @param {number} [asked] seconds of a Retry-After
 * @returns {Promise<void>}
 */
export function pause(attempt, asked = 0) {
  return new Promise((done) => setTimeout(done, 1000 * asked + (0.5 + Math.random() / 2) * Math.min(LONGEST, 500 * 2 ** attempt)));
}

/**
 * Wait before another try of what got no answer, but no longer than until the device says that it has a line again.
 *
 * @param {number} attempt from 1
 * @returns {Promise<void>}
 */
export function pauseOffline(attempt) {
  /** @type {Promise<void>} */
  const backOnline = new Promise((done) => addEventListener("online", () => done(), { once: true }));
  return Promise.race([pause(attempt), backOnline]);
}
