"""A server on this machine in the place of somebody else's, for adapters that ask over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

Answer = Callable[[str, Message, Any], tuple[int, bytes] | None]
"""Takes path, headers and document of a POST; returns status and body, or None to hang up."""


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Run a server for as long as the block takes, and yield its address, such as `http://127.0.0.1:4711`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = answer(self.path, self.headers, document)
            if said is None:
                return
            status, body = said
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    # It looks every half a second otherwise whether it is to end.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
