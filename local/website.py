"""The server of the website on this machine: the site as CloudFront serves it, the API below /api, and the mails.

It answers as the template's distribution does: the same files, the same security headers, compressed texts, and the API
on the same origin. Unlike CloudFront it caches nothing, and unless it is told to, it lets browsers keep no file: an
edited one shows at the next reload, and availability is only as old as the copy in the browser, one second at most.
/mail, what is below it, /mail.json and /registry exist only here.
"""

from __future__ import annotations

import gzip
import http.client
import json
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

from deploy import site
from local import registry
from local.aws.mail import Wanted, as_page, part_of
from local.state.settings import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local.aws.mail import Mailbox

_OF_ONE_CONNECTION: Final = {
    "Connection",
    "Keep-Alive",
    "Te",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Content-Length",
}
_NOT_TO_THE_API: Final = _OF_ONE_CONNECTION | {"Host", "Accept-Encoding"}
_NOT_FROM_THE_API: Final = _OF_ONE_CONNECTION | {"Date", "Server"}
_API_SECONDS: Final = 30
SMALLEST_COMPRESSED: Final = 1000
"""Bytes; CloudFront compresses nothing smaller."""
_COMPRESSED: Final = 512
"""How many files are kept compressed: more than the sites have."""
_MOST_BYTES: Final = 1_000_000
_MAIL_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass
class _Site:
    root: Path
    config: site.Config
    api_url: str
    mailbox: Mailbox
    headers: Mapping[bool, Mapping[str, str]]
    """Of the staff's site (True) and of the citizens'."""
    hosts: frozenset[str]
    keeps_files: bool = False


class Website:
    """Serves on a thread of its own from entering the context to leaving it."""

    def __init__(self, port: int, root: Path, api_url: str, config: site.Config, mailbox: Mailbox) -> None:
        """Take what to serve; `config` is what the config.json of both sites tells, `api_url` what is behind /api."""
        # Here the user pools and the receipts have one address, that of the embedded AWS.
        aws = config["identity"].rstrip("/")
        found = _Site(
            root=root,
            config=config,
            api_url=api_url,
            mailbox=mailbox,
            headers={staff: site.security_headers(aws, aws, staff=staff) for staff in (False, True)},
            hosts=frozenset({f"{HOST}:{port}", f"localhost:{port}"}),
        )
        self._site = found
        self._server = _Server((HOST, port), partial(_Handler, site=found))
        self._thread = threading.Thread(target=self._server.serve_forever, name="website", daemon=True)

    def let_files_be_kept(self) -> None:
        """Let browsers keep files as CloudFront does: no pages, and all other files for a minute."""
        self._site.keeps_files = True

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _compress(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


_compress_file = lru_cache(_COMPRESSED)(_compress)
"""Keeps what it made. It is for files alone: what the API answers, and mails, are people's and kept by nobody."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class has them
        """Print an error, unless a browser closed its connection, which happens all the time."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server_version = "antrean"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, site: _Site) -> None:  # noqa: ANN401 - handed on as they come
        self._site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer a file, a page of ours, or the API."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer as GET does, without the body."""
        self._answer()

    def do_POST(self) -> None:
        """Hand on to the API."""
        self._answer()

    def do_PUT(self) -> None:
        """Hand on to the API."""
        self._answer()

    def do_PATCH(self) -> None:
        """Hand on to the API."""
        self._answer()

    def do_DELETE(self) -> None:
        """Hand on to the API."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Print nothing for each request: the terminal is for what a person should read."""

    def _answer(self) -> None:
        path = urlsplit(self.path).path
        if self.headers.get("Host") not in self._site.hosts:
            # Another site whose name was pointed at this machine (DNS rebinding) must not read the mails.
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif path.startswith("/api/"):
            self._ask_api()
        elif path == "/registry" and self.command == "POST":
            self._ask_registry()
        elif self.command not in {"GET", "HEAD"}:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif path.removeprefix("/") in (told := site.told(self._site.config)):
            self._send(HTTPStatus.OK, site.media_type(path), told[path.removeprefix("/")])
        elif path == "/mail.json":
            mails = self._site.mailbox.read(self._wanted())
            self._send(HTTPStatus.OK, site.media_type(path), json.dumps(mails).encode())
        elif path == "/mail":
            mails = self._site.mailbox.read()
            kinds = sorted({mail["kind"] for mail in mails if mail["kind"]})
            page = as_page(self._site.mailbox.read(self._wanted()), kinds)
            self._send(HTTPStatus.OK, site.media_type("mail.html"), page.encode())
        elif path.startswith("/mail/"):
            self._send_part(path)
        else:
            self._send_file(path)

    def _wanted(self) -> Wanted:
        asked = parse_qs(urlsplit(self.path).query)
        return Wanted(asked.get("to", [""])[0], asked.get("kind", [""])[0])

    def _send_part(self, path: str) -> None:
        """Send a mail's HTML or an attachment, as a page that can run nothing and load nothing."""
        name, _, part = path.removeprefix("/mail/").partition("/")
        found = next((mail for mail in self._site.mailbox.read() if mail["id"] == unquote(name)), None)
        content = part_of(found, part) if found else None
        if content is None:
            self._send(HTTPStatus.NOT_FOUND)
            return
        self._send(HTTPStatus.OK, content[0], content[1], policy=_MAIL_POLICY)

    def _send_file(self, path: str) -> None:
        name = site.file_of(path)
        body = site.content(self._site.root, name)
        if body is None:
            self._send(HTTPStatus.NOT_FOUND)
            return
        kept = {"Cache-Control": site.kept_by_browsers(name)} if self._site.keeps_files else {}
        content_type = site.media_type(name)
        if self._wants_compressed(content_type, body):
            body, kept = _compress_file(body), {**kept, "Content-Encoding": "gzip"}
        self._send(HTTPStatus.OK, content_type, body, kept)

    def _ask_api(self) -> None:
        target = urlsplit(self._site.api_url + self.path.removeprefix("/api"))
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        headers = {name: value for name, value in self.headers.items() if name.title() not in _NOT_TO_THE_API}
        connection = http.client.HTTPConnection(target.netloc, timeout=_API_SECONDS)
        try:
            where = f"{target.path}?{target.query}" if target.query else target.path
            connection.request(self.command, where, self.rfile.read(length) or None, headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self._send(HTTPStatus.BAD_GATEWAY)
            return
        finally:
            connection.close()
        kept = {name.title(): value for name, value in answer.getheaders() if name.title() not in _NOT_FROM_THE_API}
        self._send(HTTPStatus(answer.status), kept.pop("Content-Type", "application/json"), body, kept)

    def _ask_registry(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        status, body = registry.answer(self.headers.get("Authorization", ""), self.rfile.read(length))
        self._send(status, "application/json", body)

    def _refuse(self, status: HTTPStatus) -> None:
        # The body was not read, so the next bytes on this connection are not a request.
        self.close_connection = True
        self._send(status)

    def _wants_compressed(self, content_type: str, body: bytes) -> bool:
        taken = "gzip" in self.headers.get("Accept-Encoding", "")
        return taken and len(body) >= SMALLEST_COMPRESSED and not content_type.startswith("image/png")

    def _send(
        self,
        status: HTTPStatus,
        content_type: str = "text/plain; charset=utf-8",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        policy: str = "",
    ) -> None:
        body = status.phrase.encode() if body is None else body
        security = self._site.headers[site.is_of_staff(urlsplit(self.path).path)]
        headers = {"Cache-Control": "no-store", **(headers or {}), **security, "Content-Type": content_type}
        if policy:
            headers["Content-Security-Policy"] = policy
        if "Content-Encoding" not in headers and self._wants_compressed(content_type, body):
            body = _compress(body)
            headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            self.wfile.write(body)
