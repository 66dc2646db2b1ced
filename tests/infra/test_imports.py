"""What each function imports before it can answer: no more than it needs. Times are `make bench`'s business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.handlers import NAMES
from tests.infra.stack import ROOT

pytestmark = pytest.mark.slow

_SDK = {"botocore", "dateutil", "jmespath", "six", "urllib3"}
_LOGGER = {"aws_lambda_powertools", "typing_extensions"}
_MODELS = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
_POWERTOOLS = {"exceptions", "logging", "metrics", "package_logger", "shared", "tracing", "utilities", "warnings"}
"""Comes with the logger, though only the auditor counts and nobody traces: the X-Ray SDK is imported at first use."""
_EVERYWHERE = "clock deadline errors runtime service_data"
_HTTP = f"{_EVERYWHERE} api model nik requests views"
_BOOKING = f"{_HTTP} applicants availability booking holidays keys offices resolve seats slots store wording"
_RECEIPTS = "keys model qr receipts store ticket typesetting wording"
OWN = {
    "accounts": f"{_HTTP} accounts identity keys mail store",
    "admin": f"{_HTTP} availability holidays keys offices quota slots staff store",
    "auditor": f"{_EVERYWHERE} auditing",
    "bookings": f"{_BOOKING} calendar",
    "checkins": f"{_HTTP} checkin keys qr staff store",
    "offices": f"{_HTTP} availability holidays offices slots",
    "publisher": f"{_EVERYWHERE} holidays model offices publishing slots",
    "receipt_renderer": f"{_EVERYWHERE} {_RECEIPTS}",
    "receipt_replayer": f"{_EVERYWHERE} {_RECEIPTS} calling failed_batches replaying",
    "receipts": f"{_BOOKING} {_RECEIPTS}",
    "sign_up_gate": f"{_EVERYWHERE} identity",
    "sweeper": f"{_EVERYWHERE} resolve",
}
"""Modules of our package that a function may import to be ready; what it needs later is imported then."""
_SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:]
import app
from antrean import runtime
print(json.dumps([sorted(sys.modules), runtime._session.cache_info().currsize]))
"""


@pytest.mark.parametrize("function", NAMES)
def test_function_imports_what_it_needs(function: str, layer: Path, sdk: Path) -> None:
    """No more packages, and no more of ours, than listed: no boto3, no resolver, no X-Ray, no QR codes, no client."""
    done = subprocess.run(
        # -I -S: no site-packages, no PYTHONPATH
        [sys.executable, "-I", "-S", "-B", "-c", _SCRIPT, str(ROOT / "functions" / function), str(layer), str(sdk)],
        env={},
        check=True,
        capture_output=True,
        text=True,
    )
    modules, sessions = json.loads(done.stdout)
    packages = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"__main__", "app"}
    # Python's own record of how it was built has a name of its own on each machine
    packages = {name for name in packages if not name.startswith("_sysconfigdata_")}
    own, logger, models = OWN[function].split(), function != "sign_up_gate", "api" in OWN[function].split()
    assert packages - {"antrean"} <= _SDK | (_LOGGER if logger else set()) | (_MODELS if models else set())
    assert _parts(modules, "antrean") <= {*own}
    assert _parts(modules, "aws_lambda_powertools") <= _POWERTOOLS
    assert sessions == 0, "a client was made before it is needed"


def _parts(modules: list[str], package: str) -> set[str]:
    """The modules and packages directly in `package`."""
    return {name.split(".")[1] for name in modules if name.startswith(f"{package}.")}
