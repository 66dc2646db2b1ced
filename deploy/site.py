"""What the websites consist of: the files of `website/`, a few from npm beside them, and where the API is."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict
from urllib.parse import unquote

from deploy import scripts, styles
from deploy.errors import CommandError

if TYPE_CHECKING:
    from pathlib import Path

STAFF: Final = "petugas/"
"""The folder of the staff's site, whose addresses begin with the same word. Citizens load nothing of it."""
VENDOR: Final = {
    "vendor/govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "vendor/lit-html.js": "lit-html/lit-html.js",
    "vendor/lean-qr.js": "lean-qr/index.mjs",
    f"{STAFF}vendor/zxing/share.js": "zxing-wasm/dist/es/share.js",
    f"{STAFF}vendor/zxing/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
    f"{STAFF}vendor/zxing/reader/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    f"{STAFF}vendor/zxing/zxing-wasm.LICENSE.txt": "zxing-wasm/LICENSE",
}
"""Files from npm by the name under which they are served."""
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_WORKER: Final = "sw.js"
_NOT_KEPT: Final = re.compile(rf"\.txt$|-\d+\.png$|^{STAFF}")
"""Names of files that the service worker does not cache: licences, icons that a browser loads only to install, and the
staff's site."""
_NOT_SENT: Final = "texts/read/id.json"
"""Texts of pages that are only read, in the language in which those pages are written: nobody loads them."""
_DIGEST_CHARACTERS: Final = 8
"""Of the digest of a file, in hexadecimal: enough to tell two releases apart, and the worker asks no more of it."""
_KEPT: Final = 1_024
"""How many texts are kept as they are sent: more than the sites have files."""
_FONT_FACE: Final = re.compile(rb"@font-face\{[^}]*\}")


class Config(TypedDict):
    """Where the API is, and the user pools with the two sites' clients of them."""

    api: str
    identity: str
    client_id: str
    staff_client_id: str
    controller: NotRequired[str]
    """The agency that answers for people's data, as the page on privacy shows it; left out where nobody told."""
    contact: NotRequired[str]
    """The address of its officer for data protection."""


def told(config: Config) -> dict[str, bytes]:
    """Return what each site's pages have to know, by the names of the files that tell it."""
    shared = {"api": config["api"], "identity": config["identity"]}
    given = {"controller": config.get("controller"), "contact": config.get("contact")}
    answers_for_data = {name: value for name, value in given.items() if value}
    clients: dict[str, dict[str, str]] = {
        "config.json": {"client_id": config["client_id"], **answers_for_data},
        f"{STAFF}config.json": {"client_id": config["staff_client_id"]},
    }
    return {name: json.dumps(shared | own).encode() for name, own in clients.items()}


def is_of_staff(path: str) -> bool:
    """Tell whether a path is one of the staff's site; as the behaviours of `SiteDistribution` in template.yaml."""
    return f"{path}/".startswith(f"/{STAFF}")


def security_headers(identity_origin: str, receipts_origin: str, *, staff: bool = False) -> dict[str, str]:
    """Headers of every answer of a site, the same here and on AWS (`SiteHeaders` and `StaffHeaders` of template.yaml).

    A page runs our own scripts only, and talks to its own origin and the user pools; receipts are saved from where
    they are stored. Pages of the staff may use the camera, and may run the decoder for what it sees (WebAssembly).
    """
    scripts, camera = ("'self' 'wasm-unsafe-eval'", "(self)") if staff else ("'self'", "()")
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {scripts}; style-src 'self'; manifest-src 'self'; worker-src 'self'; "
            f"img-src 'self' blob:; connect-src 'self' {identity_origin} {receipts_origin}; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": f"geolocation=(self), camera={camera}, microphone=()",
    }


def file_of(path: str) -> str:
    """Return the name of the file that a path leads to, whether or not there is one; as `SitePaths` of template.yaml.

    `path` is as it stands in a request: it begins with a slash and is percent-encoded. One without an extension is a
    page of an application, and all pages of an application are one file: that of the staff, or that of the citizens.
    """
    if path == "/":
        return "index.html"
    if "." in path.rpartition("/")[2]:
        return unquote(path.removeprefix("/"))
    return f"{STAFF}app.html" if is_of_staff(path) else "app.html"


def media_type(name: str) -> str:
    """Return the media type of a file by its name. Raises CommandError for a kind of file that is not in the table."""
    try:
        return _TYPES[PurePosixPath(name).suffix]
    except KeyError as unknown:
        message = f"{name} has no media type: add it to deploy/site.py."
        raise CommandError(message) from unknown


def kept_by_browsers(name: str) -> str:
    """Return the Cache-Control of a file, as browsers read it: for how long they may keep it without asking.

    No file has a version in its name, so they may keep none for long. For a minute after a release, a page may still
    load files of the release before. For a page, and the service worker, which name other files, they ask each time.
    """
    return "public, max-age=0, must-revalidate" if names_others(name) else "public, max-age=60"


def names_others(name: str) -> bool:
    """Tell whether a file names other files, so that it is of use only with those of its own release."""
    return name.endswith(".html") or name == _WORKER


def content(root: Path, name: str) -> bytes | None:
    """Return a file of the sites as it is sent, other than config.json, or None where there is none of this name."""
    if name in VENDOR:
        return _vendored(root, name)
    if name == _WORKER:
        return _worker(root)
    folder = (root / "website").resolve()
    found = (folder / name).resolve()
    is_sent = found.is_relative_to(folder) and found.is_file() and found != folder / _NOT_SENT
    return _sent(found) if is_sent else None


def build(root: Path, config: Config, target: Path) -> None:
    """Write the whole site into the folder `target`, which must not exist. Raises CommandError without node_modules."""
    shutil.copytree(root / "website", target)
    (target / _NOT_SENT).unlink(missing_ok=True)
    for path in target.rglob("*"):
        if path.suffix in _LEAN:
            path.write_bytes(_sent(path))
    for name in VENDOR:
        copied = target / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(_vendored(root, name))
    (target / _WORKER).write_bytes(_worker(root))
    for name, text in told(config).items():
        (target / name).write_bytes(text)


def _worker(root: Path) -> bytes:
    """Return the service worker, headed by the list of files to cache: each change of the site changes it too."""
    folder = root / "website"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} | VENDOR.keys()
    names -= {_NOT_SENT}
    files = {
        f"/{name}": hashlib.sha256(content(root, name) or b"").hexdigest()[:_DIGEST_CHARACTERS]
        for name in sorted(names - {_WORKER})
        if not _NOT_KEPT.search(name)
    }
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:_DIGEST_CHARACTERS]
    shell = json.dumps({"version": version, "files": files}, separators=(",", ":"))
    return f"const SHELL = {shell};\n".encode() + _sent(folder / _WORKER)


def _sent(file: Path) -> bytes:
    """Return a file of ours as it is sent: without what is only for whoever reads the source."""
    found = file.read_bytes()
    return _lean(file.suffix, found.decode()) if file.suffix in _LEAN else found


# A local server is asked for the same files again and again; what becomes of a text depends on nothing but the text.
@lru_cache(_KEPT)
def _lean(kind: str, text: str) -> bytes:
    return _LEAN[kind](text).encode()


def _packed(document: str) -> str:
    return json.dumps(json.loads(document), ensure_ascii=False, separators=(",", ":"))


_LEAN: Final = {
    ".css": styles.without_comments,
    ".html": scripts.without_indentation,
    ".js": scripts.sent,
    ".json": _packed,
}
"""What makes a file of ours smaller, by the kind of file."""


def _vendored(root: Path, name: str) -> bytes:
    try:
        found = (root / "node_modules" / VENDOR[name]).read_bytes()
    except FileNotFoundError as missing:
        message = f"{VENDOR[name]} is missing: run `make npm` first."
        raise CommandError(message) from missing
    # The licence of the typeface does not cover us, so its files are not served, and no browser should ask for them.
    return _styles(root, _FONT_FACE.sub(b"", found)) if name.endswith(".css") else found


def _styles(root: Path, found: bytes) -> bytes:
    """Return a style sheet of others without what no page of ours has."""
    sources = [path for kind in ("*.html", "*.js") for path in (root / "website").rglob(kind)]
    names = frozenset(name for path in sources for name in _named_in(path.read_text(encoding="utf-8")))
    return _only(found, names)


@lru_cache(_KEPT)
def _named_in(source: str) -> frozenset[str]:
    return frozenset(styles.named_in(source))


@lru_cache(_KEPT)
def _only(found: bytes, names: frozenset[str]) -> bytes:
    return styles.only(found.decode(), names).encode()
