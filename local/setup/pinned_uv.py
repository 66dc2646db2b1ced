"""Run uv (of .venv/uv) with the index, the certificates and the proxy that pip is configured with on this machine.

uv reads neither pip's files nor its PIP_ variables. Who configured pip for a mirror, a proxy or an offline folder would
otherwise have to say everything twice. What is said to uv itself (UV_ variables) wins.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SECTIONS: Final = ("global", "install", ":env:")
"""The parts of pip's configuration that `pip install` obeys; a later one overrides an earlier one."""
_ONE_VALUE: Final = {
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "index-url": "UV_DEFAULT_INDEX",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
}
_LISTS: Final = {
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}
"""pip separates the values of a list by white space; the second of each pair is how uv separates them."""
_ON: Final = frozenset({"1", "on", "t", "true", "y", "yes"})


def configured(listed: Iterable[str]) -> dict[str, str]:
    """Return the options of `pip install` from the lines that `pip config list` prints."""
    sections: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    for line in listed:
        name, _, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if section in sections:
            sections[section][option] = ast.literal_eval(value)
    return {option: value for section in _SECTIONS for option, value in sections[section].items()}


def environment(options: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ`, and in it what uv needs to do as pip does with these options."""
    own = {_ONE_VALUE[option]: value for option, value in options.items() if option in _ONE_VALUE}
    for option, (variable, separator) in _LISTS.items():
        if values := options.get(option, "").split():
            own[variable] = separator.join(values)
    if "UV_INDEX" in own or "UV_FIND_LINKS" in own:
        # pip takes the best version of all indexes; uv alone would stop at the first that knows the package. What is
        # installed is checked against its hash, so it does not matter who serves it.
        own["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    # No other Python than the one that was found, and no questions to anybody outside about newer ones.
    own["UV_PYTHON_DOWNLOADS"] = "never"
    return {**own, **environ}


def arguments(options: Mapping[str, str]) -> list[str]:
    """Return what uv can be told only in its arguments, not in its environment."""
    return ["--no-index"] if options.get("no-index", "").lower() in _ON else []


def main() -> None:
    """Become uv, with the arguments of this program."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    options = configured(listed.splitlines())
    uv = str(Path(sys.executable).parent / "uv")
    os.execve(uv, [uv, *sys.argv[1:], *arguments(options)], environment(options, os.environ))  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
