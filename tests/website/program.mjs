// Prints the programs of scripts without any comment, as TypeScript reads them: one JSON list from the other.

import { readFileSync } from "node:fs";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });
const scripts = JSON.parse(readFileSync(0, "utf8"));
const programs = scripts.map((script) => printer.printFile(ts.createSourceFile("script.js", script, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS)));
process.stdout.write(JSON.stringify(programs));
