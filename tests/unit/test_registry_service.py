"""The registry over HTTP: the real adapter against a server on this machine, and the registry of `make run` itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from email.message import Message
from typing import Any

import pytest

from antrean.base.errors import Busy
from antrean.registry import service
from antrean.registry.service import RegistryService
from instruments.replay.people import BIRTH_DATE, holds_nik, nik
from local import registry
from tests.support.answering import answering

NAME = "Siti Rahayu"


class Office:
    """A server that answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        """Answer that everybody is known."""
        self.url = ""
        self.status, self.body = 200, b'{"result": "match"}'
        self.hangs_up = False
        self.asked: list[tuple[str, str, Any]] = []

    def answer(self, path: str, headers: Message, document: Any) -> tuple[int, bytes] | None:
        """Answer a POST."""
        self.asked.append((path, headers["Authorization"], document))
        return None if self.hangs_up else (self.status, self.body)


@pytest.fixture
def office(socket_enabled: None) -> Iterator[Office]:  # noqa: ARG001 - it lets this test talk to this machine
    """A server in the registry's place."""
    made = Office()
    with answering(made.answer) as address:
        made.url = f"{address}/v1/check"
        yield made


def test_the_registry_is_asked_for_three_things_with_our_key(office: Office) -> None:
    """NIK, name and date by POST, and the key as a bearer token; nothing is in the address."""
    assert RegistryService(office.url, lambda: "a key").check(nik(1), NAME, BIRTH_DATE) == "match"
    [(path, authorization, body)] = office.asked
    assert (path, authorization) == ("/v1/check", "Bearer a key")
    assert body == {"nik": nik(1), "full_name": NAME, "birth_date": "1990-05-17"}


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, b'{"result": "match"}', "match"),
        (200, b'{"result": "mismatch"}', "mismatch"),
        (200, b'{"result": "unknown"}', "unknown"),
        (200, b'{"result": "down"}', "down"),
        (200, b'{"result": ["match"]}', "down"),
        (200, b'["match"]', "down"),
        (200, b"<html>", "down"),
        (400, b'{"result": "match"}', "down"),
        (404, b"", "down"),
        (429, b"", "down"),
        (503, b"", "down"),
    ],
)
def test_what_an_answer_means(
    office: Office, capsys: pytest.CaptureFixture[str], status: int, body: bytes, verdict: str
) -> None:
    """Only three words with status 200 say something of a person; the log names no person."""
    office.status, office.body = status, body
    assert RegistryService(office.url, lambda: "a key").check(nik(1), NAME, BIRTH_DATE) == verdict
    output = capsys.readouterr()
    assert not holds_nik(output.out + output.err)
    assert NAME not in output.out + output.err


def test_what_does_not_answer_is_down(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that hangs up, one that is not there, and a key that cannot be read now."""
    monkeypatch.setattr(service, "SECONDS", 0.5)
    office.hangs_up = True
    assert RegistryService(office.url, lambda: "a key").check(nik(1), NAME, BIRTH_DATE) == "down"
    assert RegistryService("http://127.0.0.1:9/x", lambda: "a key").check(nik(1), NAME, BIRTH_DATE) == "down"

    def unreadable() -> str:
        raise Busy

    office.asked.clear()
    assert RegistryService(office.url, unreadable).check(nik(1), NAME, BIRTH_DATE) == "down"
    assert office.asked == []


def test_a_refused_key_is_read_again(office: Office) -> None:
    """Whoever puts a new key in need restart nothing; one that is good is read once."""
    keys = iter(["an old key", "a new key"])
    asks = RegistryService(office.url, lambda: next(keys))
    office.status = 401
    assert asks.check(nik(1), NAME, BIRTH_DATE) == "down"
    office.status = 200
    assert [asks.check(nik(1), NAME, BIRTH_DATE) for _ in range(2)] == ["match", "match"]
    assert [authorization for _, authorization, _ in office.asked] == ["Bearer an old key", *["Bearer a new key"] * 2]


def test_the_registry_of_this_machine_knows_a_few_people() -> None:
    """By NIK, by name in any case, by date; whom it has not is unknown, and every NIK there is of regency 99."""
    people = registry.people()
    assert len(people) > 3
    assert all(each[2:4] == "99" for each in people)
    known = nik(1234)
    assert registry.look_up(known, "SITI  rahayu", "1990-05-17") == "match"
    assert registry.look_up(known, "Siti Rahayo", "1990-05-17") == "mismatch"
    assert registry.look_up(known, NAME, "1990-05-18") == "mismatch"
    assert registry.look_up(nik(1), NAME, "1990-05-17") == "unknown"


def test_the_registry_of_this_machine_speaks_as_the_adapter_does() -> None:
    """It asks for the key, and answers a question of the adapter's form; what is none is refused."""
    body = json.dumps({"nik": nik(1234), "full_name": NAME, "birth_date": str(date(1990, 5, 17))}).encode()
    assert registry.answer(f"Bearer {registry.KEY}", body) == (200, b'{"result": "match"}')
    assert registry.answer("Bearer another", body)[0] == 401
    assert registry.answer(f"Bearer {registry.KEY}", b"[]")[0] == 400
