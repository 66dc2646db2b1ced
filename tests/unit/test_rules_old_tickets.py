"""Rules of tickets of before a change, by plain examples: the door tells them, and goes by the booking of now."""

from __future__ import annotations

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.items import as_item, booking_key
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.hall import door
from antrean.hall.door import Arrival, Staffed
from antrean.hall.forms import party_view
from antrean.hall.model import Party
from antrean.tickets import qr
from tests.support.hall import BOGOR, expected, staffed
from tests.support.wishes import refusal


@pytest.fixture
def made(services: Services, siti: str, clock: FixedClock) -> Booking:
    """A booking of Siti and one child for 8 December in Bogor, on whose morning the clock stands now."""
    return expected(services, siti, clock)


@pytest.fixture
def at_door(services: Services) -> Staffed:
    """What the door works with."""
    return staffed(services)


def arrives(at_door: Staffed, code: str, office: str = "bogor", key: str = "key") -> Party:
    """Scan a code at the door of an office."""
    return door.arrive(at_door, "officer", office, Arrival(code, early=True), key)


def changed(services: Services, made: Booking) -> Booking:
    """The booking once one of its people has left."""
    new = made.without(1, "left", made.created_at)
    pk, sk = booking_key(made.booking_id)
    services.store.bookings._table.put({"pk": pk, "sk": sk, **as_item(new)})  # noqa: SLF001 - however it was changed
    return new


def test_an_old_ticket_is_told(services: Services, at_door: Staffed, made: Booking) -> None:
    """Siti's child left after she had printed: she is let in, and the screen says that her print is of before."""
    changed(services, made)
    party = arrives(at_door, qr.payload(made.booking_id) + "0")
    assert (party.state, party.outdated, len(party.people)) == ("waiting", True, 1)
    assert at_door.hall.party(BOGOR, made.booking_id) == party
    assert party_view(party)["outdated"] is True
    assert arrives(at_door, qr.payload(made.booking_id) + "0") == party
    again = refusal(lambda: arrives(at_door, qr.payload(made.booking_id) + "0", key="again"))
    assert (again.code, again.members["outdated"]) == (Code.ALREADY_CHECKED_IN, True)


def test_the_ticket_of_now_is_not_old(services: Services, at_door: Staffed, made: Booking) -> None:
    """The code with the mark of the booking's revision is told nothing, and neither is a refusal of it."""
    new = changed(services, made)
    code = qr.payload(made.booking_id) + qr.mark_of(new.revision)
    party = arrives(at_door, code)
    assert not party.outdated
    assert "outdated" not in party_view(party)
    assert "outdated" not in refusal(lambda: arrives(at_door, code, key="again")).members


def test_an_old_ticket_for_another_day_is_told(at_door: Staffed, made: Booking, services: Services) -> None:
    """Whoever comes with the print of before a change to the office of before is told where to go, and why."""
    changed(services, made)
    elsewhere = refusal(lambda: arrives(at_door, qr.payload(made.booking_id) + "0", "depok"))
    assert (elsewhere.code, elsewhere.members["outdated"]) == (Code.WRONG_OFFICE, True)
    assert elsewhere.members["office_id"] == "bogor"


def test_a_code_without_a_mark_is_accepted(services: Services, at_door: Staffed, made: Booking) -> None:
    """Codes that were printed before codes had marks, and the code as it is typed: nobody knows how old they are."""
    changed(services, made)
    assert not arrives(at_door, qr.payload(made.booking_id)).outdated
