// Prints the programs of scripts as TypeScript reads them: one JSON list from the other. Comments are left out, and the blanks at
// the beginning of a line in a template of HTML, where they mean no more than the end of the line before.

import { readFileSync } from "node:fs";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });
const withoutIndentation = (text) => text.replace(/\n[ \t]+/g, "\n");

/** Rewrites the text of templates of HTML, and nothing else. */
function normalised(context) {
  const makers = {
    [ts.SyntaxKind.NoSubstitutionTemplateLiteral]: context.factory.createNoSubstitutionTemplateLiteral,
    [ts.SyntaxKind.TemplateHead]: context.factory.createTemplateHead,
    [ts.SyntaxKind.TemplateMiddle]: context.factory.createTemplateMiddle,
    [ts.SyntaxKind.TemplateTail]: context.factory.createTemplateTail,
  };
  const visit = (node, isHtml = false) => {
    const make = isHtml && makers[node.kind];
    if (make) return make(withoutIndentation(node.text), withoutIndentation(node.rawText ?? node.text));
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "html") {
      return context.factory.updateTaggedTemplateExpression(node, node.tag, node.typeArguments, visit(node.template, true));
    }
    // what is put into a template is a program of its own
    return ts.visitEachChild(node, (child) => visit(child, isHtml && !ts.isExpression(child)), context);
  };
  return (file) => visit(file);
}

const scripts = JSON.parse(readFileSync(0, "utf8"));
const programs = scripts.map((script) => {
  const file = ts.createSourceFile("script.js", script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  return printer.printFile(ts.transform(file, [normalised]).transformed[0]);
});
process.stdout.write(JSON.stringify(programs));
