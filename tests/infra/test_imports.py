"""What each function imports before it can answer: no more than it needs. Times are `make bench`'s business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contract import declared
from tests.infra.handlers import NAMES
from tests.infra.stack import ROOT

pytestmark = pytest.mark.slow

_SDK = {"botocore", "dateutil", "jmespath", "six", "urllib3"}
_LOGGER = {"aws_lambda_powertools", "typing_extensions"}
_MODELS = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
_POWERTOOLS = {"exceptions", "logging", "metrics", "package_logger", "shared", "tracing", "utilities", "warnings"}
"""Comes with the logger, though only the auditor counts and nobody traces: the X-Ray SDK is imported at first use."""
_EVERYWHERE = "wiring aws.clients base.clock base.deadline base.environment base.errors"
_HTTP = f"{_EVERYWHERE} base.days base.text http.answer http.forms http.problems http.route"
_OF_STAFF = f"{_HTTP} wiring_staff"
_TABLE = "aws.attributes aws.calls aws.table base.ids"
_LOOK = "offices.directory offices.holidays offices.model slots.availability slots.closing slots.model turns.model"
_SLOTS = f"{_LOOK} slots.standing"
_STORES = (
    f"{_TABLE} aws.versions base.days bookings.items bookings.model bookings.parts bookings.store "
    "offices.model offices.store people.limits people.model turns.model"
)
_BOOKED = (
    f"{_STORES} household.items people.items guards.store people.store slots.closing slots.items slots.model "
    "slots.store"
)
_TYPED = "proofs.code proofs.fields proofs.passwords"
_PERSONS = "people.fields people.name people.nik people.phone"
_BOOKING_FORMS = f"bookings.forms household.fields offices.forms {_PERSONS} slots.forms"
_ENDINGS = "base.attempts waiting.endings"
"""What ends an offer, since a closure takes it back."""
_HALL_FORMS = (
    "bookings.model bookings.operation hall.forms hall.model offices.model people.limits people.model slots.closing "
    "slots.model tickets.qr turns.model"
)
OWN = {
    "accounts": f"{_HTTP} {_PERSONS} people.birth people.forms people.limits people.model login.sessions "
    f"login.renewing base.nik_keys login.consents login.uses household.fields household.forms "
    f"household.members {_TYPED}",
    "admin": f"{_HTTP} {_SLOTS} {_BOOKED} bookings.parts bookings.resolve closures.apply "
    "closures.calls closures.displace closures.forms closures.model closures.preview closures.reopen closures.store "
    "closures.work offices.forms offices.settings offices.settings_forms offices.staff slots.changes "
    f"slots.forms slots.items slots.quota_forms waiting.count_forms {_ENDINGS}",
    "auditor": f"{_EVERYWHERE} audit.recount",
    "bookings": f"{_HTTP} base.attempts {_SLOTS} {_BOOKED} {_BOOKING_FORMS} changes.add changes.book changes.cancel "
    "changes.move changes.party people.birth bookings.claim bookings.commit bookings.operation bookings.ownership "
    "bookings.resolve listings.forms login.sessions turns.forms turns.places",
    "board": f"{_OF_STAFF} {_HALL_FORMS} hall.board hall.list_forms offices.forms",
    "counters": f"{_OF_STAFF} {_TABLE} {_HALL_FORMS} hall.counters hall.items hall.order hall.store offices.forms "
    "offices.staff",
    "door": f"{_OF_STAFF} {_BOOKED} {_BOOKING_FORMS} {_HALL_FORMS} hall.door hall.items hall.list_forms hall.lists "
    "hall.order hall.store offices.staff login.sessions",
    "identity": f"{_OF_STAFF} account.model base.ids base.nik_keys base.words cards.counter cards.forms cards.model "
    f"login.identity offices.model offices.staff {_PERSONS} people.limits people.model proofs.mailbox registry.winning "
    "turns.model wiring_misses misses.forms "
    "misses.model offices.forms",
    "offices": f"{_HTTP} {_SLOTS} offices.forms slots.forms wiring_seats seats.forms seats.model seats.soonest",
    "eraser": f"{_EVERYWHERE} account.erase account.idle account.model aws.attributes jobs.model jobs.run "
    "login.identity login.uses proofs.mailbox",
    "jobs": f"{_EVERYWHERE} aws.attributes aws.versions base.days bookings.items bookings.model jobs.model "
    "jobs.run login.uses people.limits people.model slots.closing slots.model",
    "misses": f"{_EVERYWHERE} wiring_misses jobs.model jobs.run misses.overdue",
    "pepper_keeper": f"{_EVERYWHERE} aws.calls aws.custom_resource aws.secret base.ids base.nik_keys",
    "publisher": f"{_EVERYWHERE} wiring_seats base.days offices.directory offices.holidays offices.model "
    "slots.closing slots.model slots.publishing slots.releases turns.model turns.places",
    "dispatcher": f"{_EVERYWHERE} {_TABLE} {_SLOTS} wiring_notices wiring_seats aws.batch aws.versions base.days "
    "offices.store seats.changes seats.model seats.soonest seats.sum_up slots.items",
    "mail_reports": f"{_EVERYWHERE} wiring_notices aws.batch aws.calls messages.port messages.ses",
    "notice_replayer": f"{_EVERYWHERE} wiring_notices aws.calls aws.queue aws.stream notices.replay",
    "nik_keys": f"{_EVERYWHERE} wiring_staff {_STORES} keys.hashes aws.secret base.nik_keys household.items "
    "household.members waiting.items waiting.model login.renewing people.birth people.items "
    "people.nik slots.closing slots.model",
    "notifier": f"{_EVERYWHERE} wiring_notices aws.batch",
    "registry_checker": f"{_EVERYWHERE} aws.batch",
    "receipt_renderer": f"{_EVERYWHERE} {_BOOKED} aws.batch",
    "receipt_replayer": f"{_EVERYWHERE} {_BOOKED} aws.queue aws.stream tickets.replay",
    "reminders": f"{_EVERYWHERE} wiring_notices",
    "own_account": f"{_HTTP} base.attempts {_SLOTS} {_BOOKED} {_BOOKING_FORMS} {_TYPED} household.forms people.forms "
    "account.closing account.export account.forms "
    "account.model account.seen base.words bookings.commit bookings.operation bookings.ownership bookings.parts "
    "bookings.resolve changes.cancel listings.forms listings.listings messages.letters messages.look messages.port "
    "login.consents login.sessions misses.forms misses.model proofs.mailbox wiring_misses "
    "turns.places waiting.forms waiting.model waiting.ahead",
    "receipts": f"{_HTTP} bookings.operation login.sessions tickets.forms",
    "sign_up_gate": f"{_EVERYWHERE} login.identity",
    "waiting": f"{_HTTP} {_SLOTS} {_BOOKED} {_BOOKING_FORMS} base.attempts bookings.operation bookings.ownership "
    "changes.party login.sessions people.birth turns.places waiting.forms waiting.model",
    "walk_ins": f"{_OF_STAFF} {_BOOKED} {_HALL_FORMS} bookings.resolve hall.items hall.lanes hall.store hall.walk_ins "
    "offices.forms offices.staff login.sessions",
    "users": f"{_OF_STAFF} {_PERSONS} base.ids offices.staff people.limits people.model staff.forms "
    "staff.manage staff.model",
    "sweeper": f"{_EVERYWHERE} {_TABLE} aws.versions base.days bookings.model bookings.parts "
    "bookings.resolve bookings.sweep closures.displace closures.minute closures.reopen closures.work "
    "people.limits people.model offices.model offices.store slots.changes slots.closing slots.items slots.model "
    "slots.releases slots.store turns.model turns.places "
    f"bookings.commit waiting.clock waiting.model waiting.offers {_ENDINGS}",
}
"""Modules of our package that a function may import to be ready; what it needs later is imported then."""
NUMBERS = {
    "accounts": "bookings people system",
    "admin": "bookings offices system waiting",
    "auditor": "bookings system",
    "board": "bookings offices people system",
    "bookings": "bookings offices people system",
    "counters": "bookings offices people system",
    "dispatcher": "bookings offices system",
    "door": "bookings offices people system",
    "eraser": "people system",
    "identity": "bookings misses offices people system",
    "jobs": "bookings people system",
    "misses": "system",
    "nik_keys": "bookings notices people system waiting",
    "offices": "bookings offices system",
    "own_account": "bookings misses notices offices people system waiting",
    "pepper_keeper": "system",
    "publisher": "bookings offices system",
    "receipt_renderer": "bookings",
    "receipt_replayer": "bookings",
    "receipts": "bookings system",
    "sweeper": "bookings notices offices system waiting",
    "users": "bookings offices people system",
    "waiting": "bookings notices offices people system waiting",
    "walk_ins": "bookings offices people system",
}
"""The modules of `policy` that a function may import to be ready, where it needs any."""
DATA_CLASSES = {
    "account.idle.Idle",
    "bookings.operation.Services",
    "cards.counter.Desk",
    "people.nik.Nik",
    "staff.manage.Managed",
}
"""Our data classes that a function may define to be ready: Python defines a named tuple in a quarter of the time."""
_SCRIPT = """
import dataclasses, json, sys
sys.path[:0] = sys.argv[1:]
import app
from antrean.aws import clients
made = {
    f"{module}.{name}".removeprefix("antrean.")
    for module, content in sys.modules.items()
    if module.startswith("antrean")
    for name, value in vars(content).items()
    if isinstance(value, type) and value.__module__ == module and dataclasses.is_dataclass(value)
}
print(json.dumps([sorted(sys.modules), clients.session.cache_info().currsize, sorted(made)]))
"""


@pytest.mark.parametrize("function", NAMES)
def test_function_imports_what_it_needs(function: str, layer: Path) -> None:
    """No more packages, and no more of ours, than listed: no boto3, no resolver, no X-Ray, no QR codes, no client."""
    done = subprocess.run(
        # -I -S: no site-packages, no PYTHONPATH
        [
            sys.executable,
            "-I",
            "-S",
            "-B",
            "-c",
            _SCRIPT,
            str(declared.app_of(ROOT, function).parent),
            str(layer),
        ],
        env={},
        check=True,
        capture_output=True,
        text=True,
    )
    modules, sessions, made = json.loads(done.stdout)
    packages = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"__main__", "app"}
    # Python's own record of how it was built has a name of its own on each machine
    packages = {name for name in packages if not name.startswith("_sysconfigdata_")}
    own = OWN[function].split() + [f"policy.{name}" for name in NUMBERS.get(function, "").split()]
    logger, models = function != "sign_up_gate", "http.route" in own
    assert packages - {"antrean"} <= _SDK | (_LOGGER if logger else set()) | (_MODELS if models else set())
    rooms = {name.partition(".")[0] for name in own}
    assert {name.removeprefix("antrean.") for name in modules if name.startswith("antrean.")} <= {*own, *rooms}
    assert _parts(modules, "aws_lambda_powertools") <= _POWERTOOLS
    assert sessions == 0, "a client was made before it is needed"
    assert set(made) <= DATA_CLASSES, "a value is a named tuple (docs/decisions/40)"


def _parts(modules: list[str], package: str) -> set[str]:
    """The modules and packages directly in `package`."""
    return {name.split(".")[1] for name in modules if name.startswith(f"{package}.")}
