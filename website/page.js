// The pages that are only read: texts in the chosen language.

import { dress } from "./lib/chrome.js";

await dress();
