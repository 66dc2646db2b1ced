"""For everybody in the hall, and on the way there: which number is called to which counter, without names."""

from __future__ import annotations

from antrean import wiring, wiring_staff
from antrean.base.errors import Code
from antrean.hall.board import board
from antrean.hall.list_forms import BoardView, board_view
from antrean.http.answer import Answer
from antrean.http.route import Api

api = Api()
handler = api.handle

_CACHE = "public, max-age=1, s-maxage=2, must-revalidate"
"""Five hundred telephones and ten boards of an office are one read every two seconds."""


@api.route(
    "GET",
    "/board/{office_id}",
    "getBoard",
    "Which number is called to which counter of an office",
    answer=BoardView,
    problems=(Code.NOT_FOUND,),
)
def show(office_id: str) -> Answer:
    """Show the board of today."""
    office = wiring.directory().found(office_id)
    return Answer(board_view(office, board(wiring_staff.counters(), office, wiring.CLOCK.now())), cache_control=_CACHE)
