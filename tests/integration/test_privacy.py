"""After all other tests: no NIK that anybody ever sent is found anywhere the system keeps something."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.citizens import GIVEN_NIKS, person
from tests.support.deployed import Deployed
from tests.support.system import STATE
from tests.support.traces import niks_in, niks_in_all, texts_of


def test_the_search_finds_a_nik() -> None:
    """The control: a NIK is found alone, in a text, and without its last digits; other numbers are no NIK."""
    nik = person().nik
    assert nik in GIVEN_NIKS
    for text in (nik, f'{{"nik": "{nik}"}}', f"nik={nik[:12]}****", f"/bookings/{nik}?"):
        assert niks_in(text)
    for text in (
        "+6281234567890",
        "v1.k3y-0123456789abcdef0123456789",
        "0.1234567890123456",
        f"************{nik[-4:]}",
    ):
        assert not niks_in(text)


def test_the_table_holds_no_nik(deployed: Deployed) -> None:
    """Not in a key, not in a name, not in a value of any item."""
    items = deployed.table.scan()
    assert {"PROFILE", "BOOKING"} <= {item["sk"] for item in items}
    assert niks_in_all((f"{item['pk']} {item['sk']}", " ".join(texts_of(item))) for item in items) == {}


def test_the_bucket_holds_no_nik(deployed: Deployed) -> None:
    """Not in the name of a receipt, nor on it."""
    s3, bucket = deployed.aws.s3(), deployed.outputs["receipts_bucket"]
    keys = deployed.receipt_keys()
    contents = ((key, s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("latin-1")) for key in keys)
    assert niks_in_all((key, f"{key} {content}") for key, content in contents) == {}


def test_the_functions_logged_no_nik(deployed: Deployed) -> None:
    """Not in any line that a function wrote to its log group, also when it failed."""
    logs = deployed.aws.logs()
    lines = [
        (group["logGroupName"], event["message"])
        for groups in logs.get_paginator("describe_log_groups").paginate()
        for group in groups["logGroups"]
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        for event in page["events"]
    ]
    assert any("answered" in line for _, line in lines)
    assert niks_in_all(lines) == {}


def test_the_emulator_logged_no_nik(deployed: Deployed) -> None:
    """Not in the log of the embedded AWS, which has the output of all functions and every mail that was sent."""
    outputs = Path(os.environ.get("ANTREAN_OUTPUTS", STATE / "outputs.json"))
    log = (outputs.parent / "ministack.log").read_text(errors="replace")
    assert deployed.function("BookingsFunction") in log
    assert niks_in_all((f"line {number}", line) for number, line in enumerate(log.splitlines(), 1)) == {}


def test_no_mail_and_no_user_holds_a_nik(deployed: Deployed) -> None:
    """Not in a letter to anybody, and Cognito was never told one."""
    assert niks_in_all((letter["subject"], letter["text"]) for letter in deployed.letters()) == {}
    pages = deployed.aws.cognito().get_paginator("list_users").paginate(UserPoolId=deployed.outputs["citizen_pool_id"])
    users = [user for page in pages for user in page["Users"]]
    assert users
    assert niks_in_all((user["Username"], " ".join(texts_of(user))) for user in users) == {}
