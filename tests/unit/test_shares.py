"""Which cells of a proof the short form plays: `make test` plays a share of them, `make prove` all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import proof
from tests.support.schedules import schedules

ROOT = Path(__file__).resolve().parents[2]
CELLS = [f"cell {number}" for number in range(100)]


def share_of(number: int, cells: list[str] = CELLS) -> list[str]:
    """What a share plays of some cells."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proof, "SHARE", number)
        return proof.shared(cells)


@pytest.fixture(autouse=True)
def short_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at is the short form, in whichever these tests run."""
    monkeypatch.setattr(proof, "LONG", False)


def test_the_shares_together_are_all_and_none_is_in_two() -> None:
    """Whoever runs the three shares has played every cell once."""
    shares = [share_of(number) for number in range(proof.SHARES)]
    assert sorted(cell for share in shares for cell in share) == sorted(CELLS)
    assert sorted(map(len, shares)) == [33, 33, 34]


def test_a_share_depends_on_the_names_alone() -> None:
    """The same commit plays the same cells, in their own order, however they were found."""
    share = share_of(1)
    assert sorted(share_of(1, CELLS[::-1])) == sorted(share)
    assert share == [cell for cell in CELLS if cell in share]
    assert share != CELLS[1::3]


@pytest.mark.parametrize("few", [1, 2])
def test_of_few_at_least_one_is_played(few: int) -> None:
    """No kind of cell is left out by any share."""
    assert {len(share_of(number, CELLS[:few])) for number in range(proof.SHARES)} == {1}
    assert proof.shared([]) == []


def test_the_long_form_plays_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `make test` shows in part, `make prove` shows whole; and its seeds begin where it is told."""
    monkeypatch.setattr(proof, "LONG", True)
    assert share_of(2) == CELLS
    assert proof.first(10) == proof.SEED


def test_seeds_of_the_shares_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a search by seeds each share searches a row of its own."""
    firsts = []
    for number in range(proof.SHARES):
        monkeypatch.setattr(proof, "SHARE", number)
        monkeypatch.setattr(proof, "_ASKED", False)
        firsts.append(proof.first(10))
    assert firsts == [0, 10, 20]


def test_a_seed_that_is_asked_for_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ANTREAN_SEED=593` repeats the very interleaving that a failure named, whatever the share."""
    for name, value in {"_ASKED": True, "SEED": 593, "SHARE": 2}.items():
        monkeypatch.setattr(proof, name, value)
    assert proof.first(10) == 593


def without_git(folder: Path) -> dict[str, str]:
    """The environment without anything by which git finds another repository than a folder's, or somebody's settings.

    A hook of git, for one, hands on where its repository is.
    """
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("ANTREAN_", "GIT_"))}
    none = dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull)
    return {**usual, **none, "GIT_CEILING_DIRECTORIES": str(folder.parent)}


def share_in(folder: Path, **environ: str) -> str:
    """The share that a run in a copy of the module in a folder would play, as it tells it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "proof.py").write_text((ROOT / "tests/support/proof.py").read_text())
    return subprocess.run(
        [sys.executable, "-c", "import proof; print(proof.SHARE, proof.told(), 'from', proof.first(10))"],
        cwd=folder,
        env={**without_git(folder), **environ},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_the_commit_chooses_the_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits play different shares, each always its own; one is told, and can be asked for.

    They are made in a repository of this test's own, also where a hook says that there is another one.
    """
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "a developer's own"))
    folder = tmp_path / "copy"
    whose = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    when = {"GIT_AUTHOR_DATE": "1767225600 +0000", "GIT_COMMITTER_DATE": "1767225600 +0000"}
    environ = {**without_git(folder), **dict.fromkeys(whose, "a@b.id"), **when}

    def git(*words: str) -> str:
        told = subprocess.run(["git", *words], cwd=folder, env=environ, capture_output=True, text=True, check=True)
        return told.stdout.strip()

    assert share_in(folder) == "0 short form, ANTREAN_SHARE=0 (of 3) from 0"
    git("init", "--quiet")
    found = set()
    for number in range(8):
        git("commit", "--quiet", "--allow-empty", "-m", f"{number}")
        told = share_in(folder)
        assert told == share_in(folder)
        assert told[0] == str(int(git("rev-parse", "HEAD")[:8], 16) % proof.SHARES)
        found.add(told[0])
    assert found == {"0", "1", "2"}
    assert share_in(folder, ANTREAN_SHARE="2").startswith("2 ")
    assert share_in(folder, ANTREAN_PROOF="long").endswith("long form, ANTREAN_SEED=0 from 0")
    assert not [*tmp_path.glob("a developer*")]


@pytest.mark.parametrize("asked", [{}, {"ANTREAN_SEED": "0"}, {"ANTREAN_SEED": "593"}, {"ANTREAN_PROOF": "long"}])
def test_what_is_told_repeats_the_run(tmp_path: Path, asked: dict[str, str]) -> None:
    """With the numbers that a run told, the next one begins its searches at the same seed, and tells the same."""
    folder = tmp_path / "copy"
    told = share_in(folder, ANTREAN_SHARE="2", **asked)
    again = dict(word.split("=") for word in told.split() if word.startswith("ANTREAN_"))
    repeated = share_in(folder, **{name: value for name, value in asked.items() if name == "ANTREAN_PROOF"}, **again)
    # Who prints the share too tells it first, and the long form has none.
    assert repeated.split()[1:] == told.split()[1:]
    assert ("ANTREAN_SEED" in again) == bool(asked)


def orders_of(share: int) -> list[str]:
    """The orders in which a share has two acts make two calls each, one after the other as they were found."""
    orders: list[str] = []
    order = ""

    def act(name: str) -> Any:
        def reads(client: Any) -> None:
            nonlocal order
            for _ in range(2):
                client.get_item(TableName="antrean", Key={"pk": {"S": "A"}, "sk": {"S": "A"}})
                order += name

        return reads

    for _ in schedules({}, [act("a"), act("b")], 0, 1_000, share):
        orders.append(order)
        order = ""
    return orders


@pytest.mark.parametrize("share", range(proof.SHARES))
def test_every_schedule_is_found_from_each_end(share: int) -> None:
    """With whichever schedule a share begins, its search finds each order of all steps."""
    assert set(orders_of(share)) == {"aabb", "abab", "abba", "baab", "baba", "bbaa"}


def test_each_share_begins_with_another_schedule() -> None:
    """Also of two acts: one goes on to its end, or the other does, or they take turns."""
    assert [orders_of(share)[0] for share in range(proof.SHARES)] == ["aabb", "bbaa", "abab"]
