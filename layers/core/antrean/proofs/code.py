"""How a mailed code is written, and what people may type for it."""

from __future__ import annotations

import re
from typing import Final

from antrean.base.text import compact

CODE_LENGTH: Final = 8
"""Characters of a code: 40 bits, of which five tries find one in 200,000 million."""
CODE: Final = re.compile(rf"[0-9A-HJKMNP-TV-Z]{{{CODE_LENGTH}}}")
SECRET_LENGTH: Final = 32
"""Characters of the secret that a request for a code gets."""
_READ_AS: Final = str.maketrans("OIL", "011")
"""Letters that no code has, because they look like digits, and what people mean who type them."""


def read_code(typed: str) -> str | None:
    """Return a code as it is compared, however it was typed; None if it can be none."""
    code = compact(typed).upper().translate(_READ_AS)
    return code if CODE.fullmatch(code) else None


def written(code: str) -> str:
    """Return a code as people read it: two groups of four."""
    return f"{code[:4]}-{code[4:]}"
