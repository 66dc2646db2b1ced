"""The query of one's own place, and how it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired

from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import Instant, InstantText, Query
from antrean.turns.places import PLACES

if TYPE_CHECKING:
    from antrean.turns.places import OwnPlace


class TurnsQuery(Query):
    """`GET /me/turns`: the instant at which turns begin, such as that at which a date opens."""

    at: Instant


class PlaceView(TypedDict):
    """`GET /me/turns`: your place in the hour of an instant, among `of`; without one you come when the window ends.

    Your turn comes `place * seconds of the window // of` seconds after the turns of a slot begin. `seed_hash` is the
    SHA-256 of the seed that everybody sees once the hour is over (`GET /offices/{office_id}/releases`).
    """

    account_id: str
    hour: InstantText
    seed_hash: str
    place: NotRequired[int]
    of: int


def place_view(found: OwnPlace) -> PlaceView:
    """Return the place of an account as its holder sees it."""
    view: PlaceView = {
        "account_id": found.account_id,
        "hour": rfc3339(found.hour),
        "seed_hash": found.seed_hash,
        "of": PLACES,
    }
    if found.place is not None:
        view["place"] = found.place
    return view
