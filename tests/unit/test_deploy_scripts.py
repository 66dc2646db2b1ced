"""What is sent of a script: all of its program, without indentation and the comments that have lines to themselves."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final

import pytest

from deploy import scripts

ROOT: Final = Path(__file__).parents[2]
SCRIPTS: Final = sorted((ROOT / "website").rglob("*.js"))


def programs(sources: list[str]) -> list[str]:
    """The programs of scripts without any comment, as TypeScript reads them."""
    command = ["local/setup/npm.sh", "node", "tests/website/program.mjs"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(sources), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def test_comments_are_not_sent() -> None:
    """Neither those of one line nor those of several; what follows stands on the line on which it stood."""
    script = "// One.\n\n/**\n * @param {string} a\n */\nexport function f(a) {\n  // two\n  return `//${a}`;\n}\n"
    assert scripts.without_comments(script) == "\n\n\n\n\nexport function f(a) {\n\n  return `//${a}`;\n}\n"


def test_code_beside_a_comment_is_sent() -> None:
    """A type before a value, an address, and a comment behind code; the next comment ends nothing that began before."""
    for line in (
        "  /** @type {HTMLElement} */ (document.body).click();\n  // after\n",
        '  const address = "https://antrean.invalid/"; // where\n',
        "  f(/* nothing */);\n",
    ):
        assert scripts.without_comments(line).splitlines()[0] == line.splitlines()[0]


def test_indentation_is_not_sent() -> None:
    """Each line begins with what stands in it, and has the number that it had."""
    script = "function f() {\n  // one\n  return html`\n    <p></p>\n  `;\n}\n"
    assert scripts.script_as_sent(script) == "function f() {\n\nreturn html`\n<p></p>\n`;\n}\n"
    assert scripts.texts_as_sent('{\n  "a": "é, b: c"\n}\n') == '{"a":"é, b: c"}'


def test_what_is_sent_is_the_same_program() -> None:
    """For every script of both sites, by a parser that shares nothing with what leaves comments and indentation out."""
    sources = [script.read_text() for script in SCRIPTS]
    sent = [scripts.script_as_sent(source) for source in sources]
    assert len(sources) > 150
    found = zip(SCRIPTS, programs(sources), programs(sent), strict=True)
    assert [str(script) for script, before, after in found if before != after] == []
    assert sum(map(len, sent)) < 0.8 * sum(map(len, sources))


@pytest.mark.parametrize("text", ["// a line of a text", "  a line of a text", "${html`x`}\n  and ${`\n  another`}"])
def test_another_program_is_seen(text: str) -> None:
    """The control: a text that is no HTML and loses a line which looks like a comment, or blanks, is not the same."""
    script = f"export const text = `\n{text}\n`;\n"
    before, after = programs([script, scripts.script_as_sent(script)])
    assert before != after


def test_a_text_inside_of_html_is_no_html() -> None:
    """The control within a template: what is put into it keeps its blanks or is seen."""
    for script in ("export const a = html`\n  ${`b\n  c`}\n`;\n", "export const a = html`\n  ${f(`b\n  c`)}\n`;\n"):
        before, after = programs([script, scripts.script_as_sent(script)])
        assert before != after
    script = "export const a = html`\n  <p>${b ? html`\n    c` : ``}</p>\n`;\n"
    before, after = programs([script, scripts.script_as_sent(script)])
    assert before == after
