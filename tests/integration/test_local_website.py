"""The website's server on one machine, in front of an API that tells what it was asked: no running system is needed."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy import site
from local import website
from local.aws.mail import Mailbox
from local.website import Website
from tests.support.client import Answer, fetch
from tests.support.deployed import eventually

ROOT = Path(__file__).parents[2]
CONFIG = site.Config(api="/api", identity="http://pool.invalid/", client_id="client", staff_client_id="counter")


class Api(BaseHTTPRequestHandler):
    """Answers every request with a refusal that says what was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Tell what was asked."""
        self._tell()

    def do_POST(self) -> None:
        """Tell what was asked."""
        self._tell()

    def do_PUT(self) -> None:
        """Tell what was asked."""
        self._tell()

    def do_PATCH(self) -> None:
        """Tell what was asked."""
        self._tell()

    def do_DELETE(self) -> None:
        """Tell what was asked."""
        self._tell()

    def _tell(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = {"method": self.command, "path": self.path, "headers": headers, "body": body}
        answer = json.dumps(told).encode()
        self.send_response(409)
        for name, value in {
            "content-type": "application/problem+json",
            "cache-control": "no-store",
            "retry-after": "3",
            "access-control-allow-origin": "*",
            "x-content-type-options": "of the API",
            "content-length": str(len(answer)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@dataclass
class Server:
    """The website's server under test."""

    port: int
    api_port: int

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request; `Some_Header=` is the header Some-Header."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return fetch("127.0.0.1", self.port, method, path, body, sent)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The website with the API above behind it, whose stage is `v1`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as api, socket.socket() as free:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        free.bind(("127.0.0.1", 0))
        port, api_port = free.getsockname()[1], api.server_port
        free.close()
        mailbox = Mailbox(*(tmp_path_factory.mktemp("mail") / name for name in ("mail.json", "sent.jsonl")))
        with Website(port, ROOT, f"http://127.0.0.1:{api_port}/v1", CONFIG, mailbox):
            yield Server(port, api_port)
        api.shutdown()


def test_requests_reach_the_api_as_they_are(server: Server) -> None:
    """Everything but Host and what belongs to one connection is handed on, and /api is cut off."""
    answer = server.send(
        "POST",
        "/api/bookings?a=1&b=%2F",
        b'{"seats": 1}',
        Authorization="Bearer t",
        Idempotency_Key="k",
        X_Client="of its own",
        Accept_Encoding="gzip",
        Connection="keep-alive",
    )
    told = answer.body
    assert (told["method"], told["path"], told["body"]) == ("POST", "/v1/bookings?a=1&b=%2F", '{"seats": 1}')
    assert told["headers"]["host"] == f"127.0.0.1:{server.api_port}"
    kept = {name: told["headers"].get(name) for name in ("authorization", "idempotency-key", "x-client")}
    assert kept == {"authorization": "Bearer t", "idempotency-key": "k", "x-client": "of its own"}
    assert not {"connection", "transfer-encoding"} & told["headers"].keys()
    assert told["headers"].get("accept-encoding") in {None, "identity"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_of_the_api_reaches_it(server: Server, method: str) -> None:
    """With its body, where it has one."""
    told = server.send(method, "/api/me", b'{"reminders": false}').body
    assert (told["method"], told["path"], told["body"]) == (method, "/v1/me", '{"reminders": false}')


def test_answers_of_the_api_arrive_as_they_are(server: Server) -> None:
    """Status, type and headers are the API's; the security headers are the site's, once."""
    answer = server.send("PUT", "/api/offices")
    assert answer.status == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "3"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    for name, value in site.security_headers("http://pool.invalid", "http://pool.invalid").items():
        assert answer.headers[name.lower()] == value


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/api/", "/v1/"), ("/api/api/x", "/v1/api/x"), ("/api/a.html", "/v1/a.html"), ("/api", None), ("/apian", None)],
)
def test_what_is_below_api_is_the_apis(server: Server, path: str, asked: str | None) -> None:
    """The paths that the distribution's behaviour /api/* takes, and no other."""
    answer = server.send("GET", path)
    if asked is None:
        assert (answer.status, answer.content) == (200, site.content(ROOT, "app.html"))
    else:
        assert answer.body["path"] == asked


def test_texts_are_compressed_where_it_is_asked_for(server: Server) -> None:
    """A browser that takes gzip gets it, one that does not gets the file; what is small is sent as it is, as on AWS."""
    plain, packed = server.send("GET", "/style.css"), server.send("GET", "/style.css", Accept_Encoding="gzip, br")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "content-encoding" not in server.send("GET", "/icon.svg", Accept_Encoding="gzip").headers


def test_compressed_files_are_kept_and_answers_are_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is compressed once for all who ask; what the API answers is people's, and is kept by nobody."""
    compressed: list[bytes] = []

    def compress(body: bytes, **_: float) -> bytes:
        compressed.append(body)
        return b"compressed"

    monkeypatch.setattr(gzip, "compress", compress)
    website._compress_file.cache_clear()  # noqa: SLF001 - what earlier tests asked for is known
    for path, times in (("/style.css", 1), (f"/api/bookings?{'a' * 2_000}", 2)):
        compressed.clear()
        for _ in range(2):
            assert server.send("GET", path, Accept_Encoding="gzip").content == b"compressed"
        assert len(compressed) == times, path
    website._compress_file.cache_clear()  # noqa: SLF001 - nothing of this test is sent later


def test_browsers_keep_no_file_unless_it_is_said(server: Server, tmp_path: Path) -> None:
    """An edited file shows at the next reload. Where files may be kept they are as on AWS, and pages are not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    website = Website(port, ROOT, "http://nobody.invalid/v1", CONFIG, Mailbox(tmp_path / "a", tmp_path / "b"))
    website.let_files_be_kept()
    with website:
        for path, kept in (("/style.css", "public, max-age=60"), ("/", "public, max-age=0, must-revalidate")):
            assert server.send("GET", path).headers["cache-control"] == "no-store"
            assert fetch("127.0.0.1", port, "GET", path, None, {}).headers["cache-control"] == kept
        assert fetch("127.0.0.1", port, "GET", "/config.json", None, {}).headers["cache-control"] == "no-store"


def test_what_cannot_be_is_refused(server: Server) -> None:
    """A file takes no POST, a body has an end, and an unknown file is missing."""
    assert server.send("POST", "/index.html", b"x").status == 405
    assert server.send("POST", "/api/bookings", b"x", Content_Length="99999999").status == 413
    assert server.send("GET", "/no-such.css").status == 404


def test_an_api_that_is_down_is_a_bad_gateway(tmp_path: Path) -> None:
    """Pages take 502 for a busy moment and try again."""
    with socket.socket() as free, socket.socket() as closed:
        free.bind(("127.0.0.1", 0))
        closed.bind(("127.0.0.1", 0))
        port, nobody = free.getsockname()[1], closed.getsockname()[1]
        free.close()
        with Website(
            port,
            ROOT,
            f"http://127.0.0.1:{nobody}/v1",
            CONFIG,
            Mailbox(tmp_path / "mail.json", tmp_path / "sent.jsonl"),
        ):
            assert fetch("127.0.0.1", port, "GET", "/api/offices", None, {}).status == 502


def test_a_browser_that_goes_away_is_no_error(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    """The terminal stays as it is when a connection is reset, and the next request is answered."""
    eventually(lambda: not _served() or None, "the end of all connections before")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(b"GET / HTTP/1.1\r\n")
        eventually(lambda: _served() or None, "a thread for the connection")
    eventually(lambda: not _served() or None, "its end")
    assert server.send("GET", "/").status == 200
    assert capfd.readouterr().err == ""


def _served() -> list[threading.Thread]:
    """Connections that are being served, each by a thread."""
    return [thread for thread in threading.enumerate() if "process_request_thread" in thread.name]
