"""The records of processing as a part of `docs/privacy.md`, between two marks; what stands around is written by hand.

`python -m contract.records.page` writes it; with `--check` it compares, and exits with status 1 where it is stale.
Which functions may read and write an item is taken from the roles of template.yaml.
"""

from __future__ import annotations

import argparse
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from samtranslator.yaml_helper import yaml_parse

from contract.records.accounts import ACCOUNTS
from contract.records.bookings import BOOKINGS
from contract.records.elsewhere import ELSEWHERE
from contract.records.model import NOBODY
from contract.records.offices import OFFICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract.records.model import Elsewhere, Stored

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "privacy.md"
STORED: Final = (*ACCOUNTS, *BOOKINGS, *OFFICES)
"""Every kind of item of the table."""
BEGIN: Final = "<!-- records of processing: written by `make records` -->"
END: Final = "<!-- end of the records of processing -->"
_READS: Final = frozenset({"GetItem", "Query", "BatchGetItem", "TransactGetItems", "Scan"})
_KEYS: Final = "dynamodb:LeadingKeys"
_ATTRIBUTES: Final = "dynamodb:Attributes"


class _Grant(NamedTuple):
    """An action on the table, with the patterns of keys and the attributes that a role is bound to; None for any."""

    action: str
    keys: frozenset[str] | None
    attributes: frozenset[str] | None


def text() -> str:
    """Return the part of the page, its marks included."""
    access = _access()
    with_people = [each for each in STORED if each.whose != NOBODY]
    without = [each for each in STORED if each.whose == NOBODY]
    parts = ["### Items of the table", *(_stored(each, access) for each in with_people)]
    parts += ["### Elsewhere", *(_elsewhere(each) for each in ELSEWHERE if each.whose != NOBODY)]
    parts += ["### What holds nothing of a person", _without(without)]
    return "\n\n".join([BEGIN, *parts, END])


def _stored(row: Stored, access: dict[str, list[_Grant]]) -> str:
    keys = " or ".join(f"`{partition}`" for partition in row.partitions)
    read, written = (_functions(row, access, reads=reads) for reads in (True, False))
    lines = [
        f"- **Key**: {keys} / `{row.sort}`",
        f"- **Whose**: {row.whose}",
        f"- **Purpose**: {row.purpose}",
        f"- **Basis**: {row.basis}",
        f"- **Shown to**: {row.people}",
        f"- **Functions**: read by {read}; written by {written}",
        f"- **How long**: {row.kept}",
        f"- **What erases it**: {row.erased}",
        f"- **Fields**: {'; '.join(f'`{name}` {words}' for name, words in row.fields.items()) or 'none'}",
    ]
    return f"#### {_capital(row.name)}\n\n" + "\n".join(lines)


def _elsewhere(row: Elsewhere) -> str:
    lines = [
        f"- **Where**: {', '.join(f'`{each}`' for each in row.resources) or 'not with us'}",
        f"- **Whose**: {row.whose}",
        f"- **Holds**: {row.holds}",
        f"- **Purpose**: {row.purpose}",
        f"- **Basis**: {row.basis}",
        f"- **Shown to**: {row.people}",
        f"- **Given to**: {row.given_to}",
        f"- **How long**: {row.kept}",
        f"- **What erases it**: {row.erased}",
    ]
    return f"#### {_capital(row.name)}\n\n" + "\n".join(lines)


def _without(rows: list[Stored]) -> str:
    lines = ["| what | holds | how long |", "|---|---|---|"]
    lines += [f"| {row.name} | {', '.join(f'`{name}`' for name in row.fields)} | {row.kept} |" for row in rows]
    others = [row for row in ELSEWHERE if row.whose == NOBODY]
    lines += [f"| {row.name} | {row.holds} | {row.kept} |" for row in others]
    return "\n".join(lines)


def _functions(row: Stored, access: dict[str, list[_Grant]], *, reads: bool) -> str:
    """Return the functions whose roles let them read, or write, an item of this kind."""
    found = sorted(name for name, grants in access.items() if any(_lets(row, grant, reads=reads) for grant in grants))
    return ", ".join(f"`{name}`" for name in found) or "none"


def _lets(row: Stored, grant: _Grant, *, reads: bool) -> bool:
    if (grant.action in _READS) != reads:
        return False
    # Either may be the narrower pattern: a role may be bound to one partition of a kind. A scan has no key at all.
    in_reach = grant.keys is None or any(
        fnmatchcase(pattern, each) or fnmatchcase(each, pattern) for each in row.partitions for pattern in grant.keys
    )
    # A grant that names attributes is about items that have one of them; every item has a key.
    return in_reach and (grant.attributes is None or not grant.attributes.isdisjoint(row.fields))


def _access() -> dict[str, list[_Grant]]:
    """Return what each function may do on the table."""
    resources = template()
    return {
        _snake(name.removesuffix("Role")): list(_grants(resource["Properties"]))
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Role"
    }


def _grants(role: dict[str, Any]) -> Iterator[_Grant]:
    for policy in role.get("Policies", []):
        for written in policy["PolicyDocument"]["Statement"]:
            # A grant of some stacks only: what it is where the stack has it.
            statement = written["Fn::If"][1] if "Fn::If" in written else written
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            bound: dict[str, frozenset[str]] = {}
            for operator, keys in statement.get("Condition", {}).items():
                for kind in {_KEYS, _ATTRIBUTES} & set(keys):
                    if not operator.startswith("ForAllValues:"):
                        raise ValueError(f"{operator} of {kind} is not understood")
                    bound[kind] = frozenset(keys[kind])
            if bound:
                for action in actions:
                    yield _Grant(action.removeprefix("dynamodb:"), bound.get(_KEYS), bound.get(_ATTRIBUTES))


def template() -> dict[str, Any]:
    """Return the resources of template.yaml."""
    resources: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))["Resources"]
    return resources


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def main(arguments: list[str] | None = None) -> int:
    """Write the part, or with `--check` tell whether it is what the table says: status 1 where it is not."""
    parser = argparse.ArgumentParser(prog="python -m contract.records.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where the part is stale")
    kept = PAGE.read_text(encoding="utf-8")
    before, begin, rest = kept.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        print(f"docs/{PAGE.name} has no marks where the records of processing stand.", file=sys.stderr)
        return 1
    fresh = before + text() + after
    if not parser.parse_args(arguments).check:
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    if kept == fresh:
        return 0
    print(
        f"docs/{PAGE.name} is not what contract/records and the roles of template.yaml say. Run `make records`.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
