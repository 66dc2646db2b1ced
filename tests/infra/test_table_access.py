"""Every function does its work under its own role, key by key, and no role grants what its function never needs.

The handlers run as deployed, on an in-process table whose client refuses what the role of template.yaml does not grant.
One thread only: what is asked here is who may do what, and not who comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from antrean.offices import directory
from antrean.slots import publishing
from contract.records.model import Stored
from contract.records.page import STORED
from tests.infra.handlers import NAMES, function_of
from tests.infra.life import live
from tests.infra.policed import Denied, PolicedClient, accesses, grants_on_table
from tests.infra.policed_world import OFFICE, WITHOUT_TABLE, Used, World
from tests.infra.stack import Stack


@pytest.fixture(scope="module")
def stack() -> Stack:
    """The stack with all that it can have beside its table; accounts of any level book for others."""
    return Stack({"RegistryUrl": "https://registry.example", "FamilyLevel": "0"})


@pytest.fixture(scope="module")
def world(stack: Stack) -> Iterator[World]:
    """A system that has lived its life; fails at the first call that a role denies."""
    with pytest.MonkeyPatch.context() as patch:
        # two offices have what there is to see of all
        shipped = [office for office in directory.packaged() if office.office_id in {OFFICE, "depok"}]
        patch.setattr(directory, "packaged", lambda: shipped)
        defaults = publishing.publish_all.__kwdefaults__ or {}
        patch.setattr(publishing.publish_all, "__kwdefaults__", {**defaults, "workers": 1})
        world = World(stack, patch)
        live(world)
        yield world


@pytest.fixture(scope="module")
def used(world: World) -> Used:
    """Grants that each function needed."""
    return world.used


def test_every_function_that_uses_the_table_took_part(used: Used) -> None:
    """The life that the tests lead reaches every function with a table."""
    assert set(used) == set(NAMES) - WITHOUT_TABLE


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_TABLE))
def test_role_grants_what_its_function_needs_and_no_more(stack: Stack, used: Used, name: str) -> None:
    """Each action on each kind of key that a role grants was needed, and none that was needed is missing."""
    assert used[name] == grants_on_table(stack, function_of(name).replace("Function", "Role"))


def test_everything_that_is_written_is_in_the_records_of_processing(world: World) -> None:
    """Every attribute of every item that came about has its words in `contract/records`."""
    unknown = {}
    for (pk, sk), attributes in world.written.items():
        row = next((each for each in STORED if each.holds(pk, sk)), None)
        if row is None:
            unknown[f"{pk} / {sk}"] = attributes
        elif missing := {name for name in attributes if not told(row, name)}:
            unknown[f"{row.name} ({', '.join(row.modules)})"] = missing
    assert not unknown, (
        f"Written, and told of by no row of contract/records: {unknown}. Add a `Stored` row, or each name to the "
        "`fields` of its row, and run `make records`."
    )


def test_every_row_of_the_records_came_about(world: World) -> None:
    """The life reaches every kind of item, so that none is looked at by its source alone."""
    assert [row.name for row in STORED if not any(row.holds(*key) for key in world.written)] == []


def told(row: Stored, name: str) -> bool:
    """Tell whether a row has words for an attribute, or for the one that it stands within if nothing there has any."""
    outer = name.rpartition(".")[0]
    return row.knows(name) or bool(outer and not row.within(outer) and told(row, outer))


@pytest.mark.parametrize("name", sorted(WITHOUT_TABLE))
def test_other_functions_cannot_touch_the_table(stack: Stack, name: str) -> None:
    """The gate and the renderer of the stream have no grant on the table."""
    assert not grants_on_table(stack, function_of(name).replace("Function", "Role"))


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("get_item", {"Key": {"pk": {"S": "BOOKING#1"}, "sk": {"S": "BOOKING"}}}),
        ("put_item", {"Item": {"pk": {"S": "OFFICES"}, "sk": {"S": "OFFICE#bogor"}}}),
        ("query", {"ExpressionAttributeValues": {":pk": {"S": "ACCOUNT#1"}}}),
        ("batch_get_item", {"RequestItems": {"t": {"Keys": [{"pk": {"S": "OFFICES"}}, {"pk": {"S": "NIK#1"}}]}}}),
        ("transact_write_items", {"TransactItems": [{"Delete": {"Key": {"pk": {"S": "OFFICE#bogor"}}}}]}),
    ],
)
def test_policed_client_denies_what_is_not_granted(stack: Stack, operation: str, arguments: dict[str, Any]) -> None:
    """Negative control: under the role of the public reads, other keys and all writes are denied."""
    client = PolicedClient(None, grants_on_table(stack, "OfficesRole"))
    assert list(accesses(operation, arguments))
    with pytest.raises(Denied):
        getattr(client, operation)(**arguments)
