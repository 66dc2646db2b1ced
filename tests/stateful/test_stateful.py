"""x"""

from __future__ import annotations
import time
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.stateful.gateway import Gateway
from tests.stateful.machine import Queue
from tests.support import proof


def test_x(monkeypatch):
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "stateful")
    gateway = Gateway()
    started = time.perf_counter()
    s = settings(
        max_examples=30, stateful_step_count=50, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    try:
        run_state_machine_as_test(seed(proof.SEED)(lambda: Queue(gateway)), settings=s)
    finally:
        print(time.perf_counter() - started)
        for k, v in sorted(gateway.seen.items()):
            print(v, k)
