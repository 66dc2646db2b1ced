// What time it is at the service, from the `Date` of its answers: the clocks of devices are wrong by minutes, and some are set
// wrong on purpose. Between two answers the page's own count goes on, which no setting of the device changes.

/** In milliseconds: how far the device's clock may drift from the page's count before an answer has to be heard again. */
const DOUBTFUL = 5_000;

/** By how many milliseconds the service's clock is ahead of the page's count, at least: an answer takes its time to come. */
let ahead = -Infinity;
/** The same of the device's clock, when the service's was heard last. */
let device = 0;

/**
 * Hear what time it is. Of two answers the one that says a later time is the better one: no answer is told before it is made,
 * but some come late, or from a store on the way, which says how old they are.
 *
 * @param {Headers} headers
 */
export function hearTime(headers) {
  const date = Date.parse(headers.get("Date") ?? "");
  if (Number.isNaN(date)) return;
  ahead = Math.max(ahead, date + 1000 * (Number(headers.get("Age")) || 0) - performance.now());
  device = Date.now() - performance.now();
}

/**
 * The present instant at the service, in milliseconds. Until the service has answered it is the device's instant. That is safe:
 * nothing is sent because of it.
 */
export function now() {
  return isHeard() ? ahead + performance.now() : Date.now();
}

/** Whether the service has told what time it is since the page was loaded. Without that a device's clock ends nothing. */
export function isHeard() {
  return ahead !== -Infinity;
}

/**
 * An instant as the API writes it.
 *
 * @param {number} milliseconds
 */
export function instantOf(milliseconds) {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** Whether an answer should be heard again: the device slept, and the page's count stood still, or its clock was set. */
export function isDoubtful() {
  return !isHeard() || Math.abs(Date.now() - performance.now() - device) > DOUBTFUL;
}
