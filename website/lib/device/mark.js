// By what an account knows this device again, to tell its holder of log-ins from others: a random text, and nothing of a person.

import { device } from "../base/store.js";
import { unique } from "../base/unique.js";

const MARK = "device";

/** Whether somebody has logged in here before: else whoever comes is probably new. */
export function isKnownDevice() {
  return Boolean(device.get(MARK));
}

/** The mark, made the first time that it is asked for; a log-out leaves it, or every log-in would come from a new device. */
export function deviceMark() {
  const mark = device.get(MARK) ?? unique();
  device.set(MARK, mark);
  return mark;
}
