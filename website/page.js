// The pages that are only read: texts in the chosen language.

import { dress } from "./lib/frame/frame.js";

await dress();
