"""The staff's site before a scripted pool, with a scripted API that knows some offices and nothing else."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

from deploy import site
from instruments.ports import free_ports
from local.aws.mail import Mailbox
from local.website import Website
from tests.support.system import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.staff.pool import Pool

_OFFICES: Final = [
    {"office_id": f"kantor-{number}", "name": f"Kantor Imigrasi {name}", "province": province, "timezone": zone}
    | {"latitude": 0.0, "longitude": 0.0}
    for number, (name, province, zone) in enumerate(
        [
            ("Bogor", "Jawa Barat", "Asia/Jakarta"),
            ("Depok", "Jawa Barat", "Asia/Jakarta"),
            ("Jayapura", "Papua", "Asia/Jayapura"),
            *((f"Kota {number:02}", "Jawa Tengah", "Asia/Jakarta") for number in range(1, 26)),
        ]
    )
]


class _Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer the list of offices."""
        found = self.path == "/v1/offices"
        content = json.dumps({"offices": _OFFICES} if found else {"code": "not_found"}).encode()
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        """Take note of a login, as every page tells of it."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        known = self.path == "/v1/staff/logins"
        self.send_response(HTTPStatus.NO_CONTENT if known else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Print nothing."""


@contextmanager
def staged(pool: Pool, folder: Path) -> Iterator[str]:
    """Serve the site until the end of the block, and return its address; `folder` is for mails, of which none comes."""
    api = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    api.daemon_threads = True
    threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
    [port] = free_ports(1)
    config = site.Config(api="/api", identity=pool.url, client_id="citizens", staff_client_id="counter")
    mailbox = Mailbox(folder / "mails.json", folder / "sent.jsonl")
    with ExitStack() as running:
        running.callback(api.server_close)
        running.callback(api.shutdown)
        website = Website(port, ROOT, f"http://127.0.0.1:{api.server_address[1]}/v1", config, mailbox)
        website.let_files_be_kept()
        running.enter_context(website)
        yield f"http://127.0.0.1:{port}"
