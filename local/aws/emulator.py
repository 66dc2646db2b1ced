"""The embedded AWS as a process: start it, wait until it answers, and stop it so that it saves its state."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Final, Self

from deploy.errors import CommandError
from local.aws import streams
from local.state.settings import HOST, REGION

if TYPE_CHECKING:
    from pathlib import Path

    from local.state.settings import Settings

_START_SECONDS: Final = 60
# Ministack saves one JSON file for each service, which takes a second or two. If it takes longer than this, it hangs.
_STOP_SECONDS: Final = 120
_LOG_TAIL_LINES: Final = 15


class Emulator:
    """Ministack for one state folder. It gets the environment of this process, which must be isolated before.

    This is a context manager: leaving it stops ministack, also after an error.
    """

    def __init__(self, settings: Settings, lock: int) -> None:
        """Take the settings and the descriptor of the lock on the state folder; nothing is started yet."""
        self._settings = settings
        self._lock = lock
        self._log = settings.state / "ministack.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start, and return when it answers. Raises CommandError when it does not."""
        self._start()
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    @property
    def process_id(self) -> int | None:
        """Its process; None when it is not running."""
        return self._process.pid if self._process else None

    def require_running(self) -> None:
        """Raise CommandError when the process has ended."""
        if self._process is not None and (status := self._process.poll()) is not None:
            message = f"ministack stopped with status {status}. The end of {self._log}:\n{tail(self._log)}"
            raise CommandError(message)

    def stop(self) -> None:
        """Ask it to stop (SIGTERM) and wait until it has saved its state.

        It is never killed: that would lose everything since the start. Raises CommandError when it does not end.
        """
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            message = f"ministack (process {self._process.pid}) did not stop in {_STOP_SECONDS} s; see {self._log}."
            raise CommandError(message) from None
        finally:
            _end_group(self._process.pid)
            self._process = None

    def _start(self) -> None:
        settings = self._settings
        # A run that was killed leaves folders of its workers behind. They hold no state.
        temporary = settings.state / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        for folder in (temporary, settings.aws_state / "s3"):
            folder.mkdir(parents=True, exist_ok=True)
        streams.rewind(settings.aws_state)
        environ = {
            # `make` names a folder for byte code of this checkout, where no worker shall look for a function's.
            **{name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"},
            "AUTH": "true",
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(settings.port_aws),
            "MINISTACK_REGION": REGION,
            "LAMBDA_EXECUTOR": "local",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(settings.aws_state),
            "ANTREAN_MAILS": str(settings.sent_file),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(settings.aws_state / "s3"),
            "TMPDIR": str(temporary),
            # A handler holds a thread while it runs, and each of its calls to ministack needs another one.
            "MINISTACK_WORKER_THREADS": "256",
            # Two services that are not used here would listen on ports of their own.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "INFO",
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                # -P: otherwise a module of this folder would be imported where ministack means one of another package.
                [settings.ministack_python, "-P", settings.root / "local" / "aws" / "ministack_process.py"],
                env=environ,
                # Nothing is written to it. It closes when this process ends, and then ministack stops.
                stdin=subprocess.PIPE,
                # Ministack saves its state after this process may have ended, and holds the lock until it is done.
                pass_fds=[self._lock],
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in a terminal reaches a whole process group. Ministack has its own, and SIGTERM stops it.
                start_new_session=True,
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not is_answering(self._settings.endpoint_url):
            self.require_running()
            if time.monotonic() > deadline:
                message = (
                    f"ministack did not answer within {_START_SECONDS} s. The end of {self._log}:\n{tail(self._log)}"
                )
                raise CommandError(message)
            time.sleep(0.1)


def _end_group(leader: int) -> None:
    """End what is left of a process group whose leader has ended: processes of handlers that still run."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGTERM)


def is_answering(endpoint_url: str) -> bool:
    """Whether a ministack answers there and has finished starting."""
    try:
        with urllib.request.urlopen(f"{endpoint_url}/_ministack/ready", timeout=5) as answer:  # noqa: S310 - http only
            return bool(json.load(answer)["status"] == "completed")
    except (OSError, ValueError, KeyError):
        return False


def tail(log: Path, lines: int = _LOG_TAIL_LINES) -> str:
    """Return the last lines of a log, for a message."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
