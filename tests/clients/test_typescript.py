"""Clients in TypeScript: what is right type-checks; what is wrong (`@ts-expect-error` in typescript/*.ts) does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.clients import generators
from tests.clients.generators import FOLDER, Done
from tests.support.contract import DOCUMENT
from tests.support.system import ROOT

_OPTIONS = {
    "strict": True,
    "noEmit": True,
    "module": "esnext",
    "moduleResolution": "bundler",
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "skipLibCheck": True,
}


@pytest.fixture(scope="module")
def clients() -> Path:
    """A folder with both clients and the programs that use them."""
    folder = generators.emptied("typescript")
    shutil.copytree(FOLDER / "typescript", folder)
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": _OPTIONS}))
    for done in (
        generators.npm("openapi-typescript", DOCUMENT, "--output", folder / "schema.d.ts"),
        generators.npm(
            "openapi-ts", "--input", DOCUMENT, "--output", folder / "hey", "--client", "@hey-api/client-fetch"
        ),
    ):
        assert done.status == 0, done.told
        assert "warn" not in done.told.lower(), done.told
    return folder


def _checked(folder: Path, program: str) -> Done:
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": _OPTIONS, "files": [program]}))
    return generators.npm("tsc", "--project", folder.relative_to(ROOT))


@pytest.mark.parametrize("program", ["openapi_fetch.ts", "hey_api.ts"])
def test_a_program_is_checked_by_its_types(clients: Path, program: str) -> None:
    """A booking without `nik_mismatch_confirmed` is right; a capacity that is text or an unknown service is not."""
    done = _checked(clients, program)
    assert done.status == 0, done.told


@pytest.mark.parametrize("program", ["openapi_fetch.ts", "hey_api.ts"])
def test_mistakes_are_told(clients: Path, program: str) -> None:
    """The control: without the comments that expect them, the same mistakes are errors."""
    mistaken = clients / f"mistaken_{program}"
    mistaken.write_text((clients / program).read_text().replace("@ts-expect-error", ""))
    done = _checked(clients, mistaken.name)
    assert done.told.count("error TS") == (clients / program).read_text().count("@ts-expect-error"), done.told
