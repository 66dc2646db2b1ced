"""The website's server: static files, the addresses of this copy as /config.json, and its mails as /mail."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from local.mail import as_page
from local.settings import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from pathlib import Path

    from local.mail import Mailbox

_TYPES: Final = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class _Site:
    folder: Path
    config: Mapping[str, str]
    mailbox: Mailbox
    headers: Mapping[str, str]
    hosts: frozenset[str]


class Website:
    """Serves on a thread of its own from entering the context to leaving it."""

    def __init__(self, port: int, folder: Path, config: Mapping[str, str], mailbox: Mailbox) -> None:
        """Take what to serve; `config` is what /config.json answers."""
        site = _Site(
            folder=folder,
            config=config,
            mailbox=mailbox,
            headers=security_headers(config["endpoint_url"]),
            hosts=frozenset({f"{HOST}:{port}", f"localhost:{port}"}),
        )
        self._server = _Server((HOST, port), partial(_Handler, site=site))
        self._thread = threading.Thread(target=self._server.serve_forever, name="website", daemon=True)

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def security_headers(endpoint_url: str) -> dict[str, str]:
    """Headers of every answer: a page may load our own files and talk to the embedded AWS, nothing else."""
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; connect-src 'self' {endpoint_url}; img-src 'self' data: blob: {endpoint_url}; "
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        # What is edited shows at the next reload.
        "Cache-Control": "no-store",
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | _TYPES
    server_version = "antrean"
    sys_version = ""

    def __init__(self, *arguments: Any, site: _Site) -> None:  # noqa: ANN401 - handed on as they come
        self._site = site
        super().__init__(*arguments, directory=str(site.folder))

    def do_GET(self) -> None:
        """Answer a page of ours, or else a file."""
        if not self._answered(with_body=True):
            super().do_GET()

    def do_HEAD(self) -> None:
        """Answer as GET does, without the body."""
        if not self._answered(with_body=False):
            super().do_HEAD()

    def end_headers(self) -> None:
        """Add our headers to every answer."""
        for name, value in self._site.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: str | PathLike[str]) -> None:
        """Refuse: a folder without an index.html is no page. The base class allows an answer of None."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Stay silent: the terminal is for what a person should read."""

    def _answered(self, *, with_body: bool) -> bool:
        if self.headers.get("Host") not in self._site.hosts:
            # Another site whose name was pointed at this machine (DNS rebinding) must not read the mails.
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return True
        path = urlsplit(self.path).path
        if path == "/config.json":
            self._send("application/json", json.dumps(self._site.config), with_body=with_body)
        elif path == "/mail.json":
            self._send("application/json", json.dumps(self._site.mailbox.read()), with_body=with_body)
        elif path == "/mail":
            self._send("text/html; charset=utf-8", as_page(self._site.mailbox.read()), with_body=with_body)
        else:
            return False
        return True

    def _send(self, content_type: str, text: str, *, with_body: bool) -> None:
        body = text.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)
