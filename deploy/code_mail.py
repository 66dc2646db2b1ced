"""Write the mail with Cognito's codes into template.yaml, as `messages/look` makes it: `python -m deploy.code_mail`.

Cognito takes the mail as a text of the user pool, so the template holds a copy of what the package writes.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import Final

from antrean.messages.letters import code_mail

TEMPLATE: Final = Path(__file__).resolve().parents[1] / "template.yaml"
_SUBJECT: Final = re.compile(r"^( +EmailSubject: ).*\n", re.MULTILINE)
_MESSAGE: Final = re.compile(r"^( +)EmailMessage: >-\n(?:\1  .*\n)+", re.MULTILINE)
_WIDTH: Final = 120


def with_code_mail(template: str) -> str:
    """Return the text of a template with the mail of today.

    It is a folded text: YAML makes one blank of the end of a line, so lines end where the HTML has a blank.
    """
    mail = code_mail()
    template = _SUBJECT.sub(lambda found: f'{found[1]}"{mail.subject}"\n', template)

    def folded(found: re.Match[str]) -> str:
        lines = textwrap.wrap(mail.html, _WIDTH - len(found[1]) - 2, break_long_words=False, break_on_hyphens=False)
        return f"{found[1]}EmailMessage: >-\n" + "".join(f"{found[1]}  {line}\n" for line in lines)

    return _MESSAGE.sub(folded, template)


def main() -> int:
    """Write the mail into the template."""
    TEMPLATE.write_text(with_code_mail(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
