"""What is sent of a script: all of its program, and none of the comments that have lines to themselves."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final

from deploy import scripts

ROOT: Final = Path(__file__).parents[2]
SCRIPTS: Final = sorted((ROOT / "website").rglob("*.js"))


def programs(sources: list[str]) -> list[str]:
    """The programs of scripts without any comment, as TypeScript reads them; HTML in them without its indentation."""
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


def test_indentation_is_not_sent() -> None:
    """Lines begin with their first letter; what stands behind it stays."""
    assert scripts.without_indentation("<ul>\n    <li>a  b</li>\n\n</ul>\n") == "<ul>\n<li>a  b</li>\n\n</ul>\n"


def test_code_beside_a_comment_is_sent() -> None:
    """An address, and a comment behind code; the next comment ends nothing that began before."""
    for line in (
        '  const address = "https://antrean.invalid/"; // where\n',
        "  f(/* nothing */);\n",
    ):
        assert scripts.without_comments(line).splitlines()[0] == line.splitlines()[0]


def test_types_are_not_sent() -> None:
    """A type before a value goes; a comment of another kind in its place stays, and so does what follows."""
    types = "  const { a } = /** @type {{a: string}} */ (b); /* why */ f(/** @type {X} */ (c));\n"
    assert scripts.without_comments(types) == "  const { a } = (b); /* why */ f((c));\n"


def test_what_is_sent_is_the_same_program() -> None:
    """For every script of both sites, by a parser that shares nothing with what leaves the comments out."""
    sources = [script.read_text() for script in SCRIPTS]
    sent = [scripts.sent(source) for source in sources]
    assert len(sources) > 150
    found = zip(SCRIPTS, programs(sources), programs(sent), strict=True)
    assert [str(script) for script, before, after in found if before != after] == []
    assert sum(map(len, sent)) < 0.8 * sum(map(len, sources))


def test_another_program_is_seen() -> None:
    """The control: a text that loses a line which looks like a comment is not the same program."""
    script = "export const text = `\n// a line of a text\n`;\n"
    before, after = programs([script, scripts.sent(script)])
    assert before != after


def test_a_text_that_loses_its_indentation_is_seen() -> None:
    """Another control: only HTML may lose it, which is the same without."""
    text, page = "const text = `a\n  b`;\n", "const page = html`<p>\n  ${1}</p>\n  <br>`;\n"
    before, after = programs([text, scripts.sent(text)])
    assert before != after
    before, after = programs([page, scripts.sent(page)])
    assert before == after
