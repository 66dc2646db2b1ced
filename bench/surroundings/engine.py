"""The engine of the measurements: the embedded AWS with nothing deployed to it, in a state folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from bench.surroundings import processes
from bench.surroundings.checkout import THIS
from local.aws import environment
from local.aws.emulator import Emulator
from local.aws.environment import ACCESS_KEY, SECRET_KEY
from local.state import lock
from local.state.settings import HOST, REGION, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine."""

    endpoint_url: str
    process: int

    def dynamodb(self, connections: int = 10) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
        """Return a client with this number of connections; it does not repeat a call that failed."""
        session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
        config = Config(max_pool_connections=connections, retries={"total_max_attempts": 1})
        return session.client("dynamodb", endpoint_url=self.endpoint_url, config=config)

    def cpu_seconds(self) -> float:
        """Return the processor time that the engine has used so far."""
        return processes.own_seconds(self.process)


@contextmanager
def running() -> Iterator[Engine]:
    """Start an engine with an empty state and stop it in the end; raises CommandError where it does not start.

    While it runs, the environment of this process names no other AWS.
    """
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    settings = Settings(THIS.root, THIS.root / ".local" / "bench", port, 0)
    shutil.rmtree(settings.state, ignore_errors=True)
    environ = dict(os.environ)
    environment.isolate(settings.endpoint_url)
    try:
        with lock.held(settings.state) as held, Emulator(settings, held) as emulator:
            yield Engine(settings.endpoint_url, emulator.process_id or 0)
    finally:
        os.environ.clear()
        os.environ.update(environ)
