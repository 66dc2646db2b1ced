"""The staff site at an address of its own, with the small API of `script` behind it."""

from __future__ import annotations

import base64
import json
import threading
import time
from contextlib import contextmanager
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from deploy import site
from tests.browser.hall import script
from tests.browser.hall.script import NAME, OFFICE, Office, Refusal
from tests.support.system import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD: Final = "loket tiga pagi ini"  # noqa: S105 - of people who exist nowhere
GROUPS: Final = {
    "officer": ["officers"],
    "second-officer": ["officers"],
    "supervisor": ["officers", "supervisors"],
}
"""Who can log in, and what they are."""
_POOL: Final = "/pool/"
_TOKEN_SECONDS: Final = 3600


class Stage:
    """An office's day and the site before it. `line` tells what becomes of requests to the API.

    `up` answers; `down` drops connections at once; `board-down` does so to boards alone; `deaf` carries requests out
    and loses their answers.
    """

    office_id = OFFICE

    def __init__(self, port: int) -> None:
        """Begin a day; `port` is where the site is served."""
        self.url = f"http://127.0.0.1:{port}"
        self.office = Office()
        self.line = "up"


@contextmanager
def staged() -> Iterator[Stage]:
    """Serve until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.stage = Stage(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.stage  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _stage(self) -> Stage:
        stage: Stage = self.server.stage  # type: ignore[attr-defined]
        return stage

    def do_GET(self) -> None:
        """Answer a file, a page, or the API."""
        path = urlsplit(self.path).path
        if path.startswith("/api/"):
            self._api("GET", path.removeprefix("/api"))
        elif found := site.told(self._config()).get(path.removeprefix("/")):
            self._send(HTTPStatus.OK, site.media_type(path), found)
        else:
            found = site.content(ROOT, name := site.file_of(path))
            status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
            self._send(status, site.media_type(name), found or b"", site.kept_by_browsers(name))

    def do_POST(self) -> None:
        """Answer the user pool, or the API."""
        path = urlsplit(self.path).path
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        if path == _POOL:
            self._pool(body)
        else:
            self._api("POST", path.removeprefix("/api"), body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Tell the time of the office in the header `Date`, by which the pages set their clocks."""
        return formatdate(script.now().timestamp() if timestamp is None else timestamp, usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Print nothing."""

    def _config(self) -> site.Config:
        pool = self._stage.url + _POOL
        return site.Config(api="/api", identity=pool, client_id="citizens", staff_client_id="staff")

    def _pool(self, asked: dict[str, Any]) -> None:
        parameters = asked.get("AuthParameters") or {}
        token = parameters.get("REFRESH_TOKEN") or asked.get("RefreshToken")
        name = token or parameters.get("USERNAME", "")
        if name not in GROUPS or (not token and parameters.get("PASSWORD") != PASSWORD):
            self._json(HTTPStatus.BAD_REQUEST, {"__type": "NotAuthorizedException", "message": ""})
            return
        tokens = {"IdToken": _token(name), "AccessToken": _token(name), "RefreshToken": name}
        self._json(HTTPStatus.OK, {"AuthenticationResult": {**tokens, "ExpiresIn": _TOKEN_SECONDS}})

    def _api(self, method: str, path: str, body: Any = None) -> None:
        line = self._stage.line
        if line == "down" or (line == "board-down" and path.startswith("/board/")):
            self.close_connection = True
            return
        try:
            status, answer = HTTPStatus.OK, self._answer(method, path, body)
        except Refusal as refusal:
            status, answer = HTTPStatus(refusal.status), refusal.document
        if line == "deaf":
            self.close_connection = True
        else:
            self._json(status, answer)

    def _answer(self, method: str, path: str, body: Any) -> Any:
        office = self._stage.office
        if path == "/offices":
            place = {"latitude": -6.26, "longitude": 106.81, "province": "DKI Jakarta", "sessions": []}
            return {"offices": [{"office_id": OFFICE, "name": NAME, "timezone": "Asia/Jakarta", **place}]}
        if path == "/staff/logins":
            return None
        if path == f"/board/{OFFICE}":
            return office.board()
        if not path.startswith(f"/staff/offices/{OFFICE}/"):
            raise Refusal(404, "not_found")
        name = _name(self.headers.get("Authorization", ""))
        if name is None:
            raise Refusal(401, "unauthenticated")
        return office.do(name, set(GROUPS[name]), method, unquote(path), self.headers.get("Idempotency-Key"), body)

    def _json(self, status: HTTPStatus, answer: Any) -> None:
        kind = "application/problem+json" if status >= HTTPStatus.BAD_REQUEST else "application/json"
        self._send(status, kind, json.dumps(answer).encode())

    def _send(self, status: HTTPStatus, kind: str, content: bytes, kept: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", kept)
        staff = site.is_of_staff(urlsplit(self.path).path)
        for name, value in site.security_headers(self._stage.url, self._stage.url, staff=staff).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _token(name: str) -> str:
    """An ID token as the pool makes them, but for its signature, which no page looks at."""
    claims = {
        "sub": name,
        "cognito:username": name,
        "cognito:groups": GROUPS[name],
        "custom:offices": OFFICE,
        "token_use": "id",
        "exp": int(time.time()) + _TOKEN_SECONDS,
    }
    parts = ("{}", json.dumps(claims), "x")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def _name(header: str) -> str | None:
    """Who a token is of; None without one."""
    try:
        part = header.removeprefix("Bearer ").split(".")[1]
        name: str = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["sub"]
    except (IndexError, ValueError, KeyError):
        return None
    return name
