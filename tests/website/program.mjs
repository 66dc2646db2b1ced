// Prints the programs of scripts without any comment, as TypeScript reads them: one JSON list from the other. HTML in a script loses
// its indentation, which means nothing there; other texts keep theirs.

import { readFileSync } from "node:fs";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });
const scripts = JSON.parse(readFileSync(0, "utf8"));
const programs = scripts.map((script) => {
  const file = ts.createSourceFile("script.js", script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  return printer.printFile(file).replace(/\n[ \t]+/g, "\n") + JSON.stringify(texts(file));
});
process.stdout.write(JSON.stringify(programs));

/** The texts of a script that go over several lines and are no HTML. */
function texts(node, html = false) {
  const own = ts.isTemplateLiteral(node) && !html ? [node.getText()].filter((text) => text.includes("\n")) : [];
  const children = [];
  ts.forEachChild(node, (child) => {
    children.push(...texts(child, ts.isTaggedTemplateExpression(node) && node.tag.getText() === "html" && child === node.template));
  });
  return [...own.filter((text) => /\n[ \t]/.test(text)), ...children];
}
