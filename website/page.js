// Pages that are only read: puts their texts into the chosen language.

import { translatePage } from "./lib/frame/frame.js";

await translatePage();
