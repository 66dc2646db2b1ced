"""For everybody: the offices, the seats of all, the availability and releases of one, and the nearest with seats."""

from __future__ import annotations

from antrean import wiring, wiring_seats
from antrean.base.errors import Code
from antrean.http.answer import Answer
from antrean.http.route import Api
from antrean.offices import directory
from antrean.offices.forms import OfficePageView, OfficesQuery, OfficesView, offices_view, page_view
from antrean.seats.forms import SeatsOfOfficesView, SeatsQuery, seats_view
from antrean.seats.soonest import soonest
from antrean.slots import availability
from antrean.slots.forms import (
    AvailabilityView,
    DaysQuery,
    NearestQuery,
    OptionsView,
    ReleasesQuery,
    ReleasesView,
    availability_view,
    option_view,
    releases_view,
)

api = Api()
handler = api.handle

_OFFICES_CACHE = "public, max-age=300"
_SEATS_CACHE = "public, max-age=1, must-revalidate"
"""Seats change with every booking; one second of caching still spares the table the reloads of a rush. Without
`must-revalidate` CloudFront would show an older answer in place of a failure."""
_SUMMARY_CACHE = "public, max-age=3, must-revalidate"
"""With the 2 seconds that an environment remembers the summary (`SUMMARY_MEMORY`), what is seen was read 5 seconds
before at most."""


@api.route(
    "GET",
    "/offices",
    "listOffices",
    "Offices, of a province or nearest first",
    answer=OfficesView,
    query=OfficesQuery,
)
def index(query: OfficesQuery) -> Answer:
    """List offices: nearest first where `near` is given, by name otherwise."""
    found = directory.listing(wiring.directory().all(), query.province, query.near, query.limit)
    return Answer(offices_view(found), cache_control=_OFFICES_CACHE)


@api.route(
    "GET",
    "/offices/seats",
    "listSeats",
    "The soonest days of every office on which so many people can be seated together",
    answer=SeatsOfOfficesView,
    query=SeatsQuery,
)
def seats(query: SeatsQuery) -> Answer:
    """List the soonest days of all offices, from one item; no office where it was not written yet."""
    found = soonest(wiring_seats.remembered_summary().get(), query.people, wiring.CLOCK.now())
    return Answer(seats_view(query.people, found), cache_control=_SUMMARY_CACHE)


@api.route(
    "GET",
    "/offices/{office_id}",
    "getOffice",
    "An office, and what it tells of itself: address, way, telephone, hours, facilities, lanes, notice",
    answer=OfficePageView,
    problems=(Code.NOT_FOUND,),
)
def show(office_id: str) -> Answer:
    """Show an office."""
    office = wiring.directory().found(office_id)
    return Answer(page_view(office), cache_control=_OFFICES_CACHE)


@api.route(
    "GET",
    "/offices/{office_id}/availability",
    "getAvailability",
    "Every slot of an office with its state, at most 62 days",
    answer=AvailabilityView,
    query=DaysQuery,
    problems=(Code.NOT_FOUND,),
)
def month(office_id: str, query: DaysQuery) -> Answer:
    """List slots by date; by default today and the next 30 days."""
    office = wiring.directory().found(office_id)
    found = availability.month(wiring.quotas(), wiring.CLOCK, office, query.first, query.last)
    return Answer(availability_view(office, found), cache_control=_SEATS_CACHE)


@api.route(
    "GET",
    "/offices/{office_id}/releases",
    "getReleases",
    "When seats that were given back are released on a day: a hash of it before, the minutes after the day",
    answer=ReleasesView,
    query=ReleasesQuery,
    problems=(Code.NOT_FOUND,),
)
def released(office_id: str, query: ReleasesQuery) -> Answer:
    """Tell the hash of a day's seed, and after the day the seed and the minutes; by default of today."""
    from antrean.slots import releases  # noqa: PLC0415 - the other routes need not load it at their cold start

    office = wiring.directory().found(office_id)
    day = query.day or office.today(wiring.CLOCK.now())
    found = releases.releases_of(wiring.release_secrets(), wiring.CLOCK, office, day)
    return Answer(releases_view(found), cache_control=_OFFICES_CACHE)


@api.route(
    "GET",
    "/availability",
    "findSlots",
    "The nearest offices that can seat so many people together, soonest first",
    answer=OptionsView,
    query=NearestQuery,
)
def nearest(query: NearestQuery) -> Answer:
    """List the soonest slot of each of the nearest offices; with `date`, in the week from that date."""
    options = availability.nearest(
        wiring.quotas(), wiring.CLOCK, wiring.directory(), query.people, query.date, query.near, query.limit
    )
    return Answer({"options": [option_view(option) for option in options]}, cache_control=_SEATS_CACHE)
