"""The Python client of `openapi-python-client`: made without a warning, and used for everything there is to do."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path

import pytest

from tests.clients import generators
from tests.clients.generators import BIN, FOLDER, Done
from tests.support import proof
from tests.support.citizens import PASSWORD, new_email, person, sign_up_body
from tests.support.contract import DOCUMENT
from tests.support.deployed import Deployed


@pytest.fixture(scope="module")
def made() -> tuple[Path, Done]:
    """The client's package, and what its generator said."""
    return generators.python()


def test_it_is_made_without_a_warning(made: tuple[Path, Done]) -> None:
    """The generator understands every operation and every answer."""
    _, done = made
    assert done.status == 0, done.told
    assert done.told.strip() == f"Generating {generators.MADE / 'python'}"


def test_an_answer_that_is_lost_is_told(tmp_path: Path) -> None:
    """The control: of a refusal that narrows an integer to a constant, as all were, the generator warns."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    content = document["components"]["responses"]["NotFound404"]["content"]["application/problem+json"]
    content["schema"] = {"allOf": [content["schema"], {"properties": {"status": {"const": 404}}}]}
    narrowed = tmp_path / "openapi.json"
    narrowed.write_text(json.dumps(document), encoding="utf-8")
    _, done = generators.python("python-of-control", narrowed)
    assert "WARNING parsing" in done.told


def test_every_schema_is_one_model(made: tuple[Path, Done]) -> None:
    """There are as many models as the contract has names for them; none is called `PersonType0`."""
    package, _ = made
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    models = {path.stem.replace("_", "") for path in (package / "models").glob("*.py")} - {"init"}
    assert models == {name.lower() for name in schemas}


def test_it_walks_the_whole_journey(made: tuple[Path, Done], deployed: Deployed) -> None:
    """A program that knows only the client signs up, books, adds, moves, is refused, is served, and changes a quota."""
    package, _ = made
    first, second, _ = deployed.slots()
    elsewhere, *_ = deployed.slots()
    who, email = person(), new_email()
    code, office = deployed.booking_today(deployed.citizen())
    task = {
        "api_url": deployed.outputs["api_url"],
        "endpoint_url": deployed.outputs["endpoint_url"],
        "website_url": deployed.outputs["website_url"],
        "client_id": deployed.outputs["citizen_client_id"],
        "sign_up": sign_up_body(who, email),
        "password": PASSWORD,
        "family": [person("Budi Santoso").applicant("spouse"), person("Dewi Santoso").applicant("child")],
        "slots": [first.choice, second.choice],
        "managed": elsewhere.choice,
        "operator": deployed.staff("operators", elsewhere.office_id),
        "officer": deployed.staff("officers", office),
        "visit": {"code": code, "office_id": office},
        "key": secrets.token_hex(8),
    }
    done = subprocess.run(
        [BIN / "python", "-I", FOLDER / "journey.py", package.parent],
        input=json.dumps(task),
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    steps = done.stdout.splitlines()
    assert steps[-1] == "done"
    proof.found(proof.Engine.STACK, f"the generated Python client walked the journey in {len(steps) - 1} steps")
