// Pages that are only read: puts their texts into the chosen language.

import { dress } from "./lib/frame/frame.js";

await dress();
