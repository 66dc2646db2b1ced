"""The one rule of who is called next. It stands at the foot of every board, so that everybody can check it.

Within a lane people are called by session, who came in time before who came late, and then by the booked number.
Between lanes the office's ratio decides: of the last calls and the next one together, each lane has its share.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antrean.hall.model import Party
    from antrean.offices.model import Lane


def in_order(parties: Sequence[Party], ratio: Mapping[Lane, int]) -> Iterator[Party]:
    """Yield the waiting ones of an office's parties as they are called, from the next one on.

    A lane without a share in `ratio` comes after all that have one. A lane that had nobody for a while has no claim to
    calls of before: only as many of the last calls count as one round of the waiting lanes has, less the next one.
    """
    lanes: defaultdict[Lane, deque[Party]] = defaultdict(deque)
    for party in sorted((each for each in parties if each.state == "waiting"), key=_within_lane):
        lanes[party.lane].append(party)
    called = sorted((each for each in parties if each.called_at), key=_by_call)
    recent = [each.lane for each in called]
    ranks = {lane: rank for rank, lane in enumerate(ratio)}
    while lanes:
        lane = _next_lane(sorted(lanes, key=lambda each: (ranks.get(each, len(ranks)), each)), recent, ratio)
        yield lanes[lane].popleft()
        recent.append(lane)
        if not lanes[lane]:
            del lanes[lane]


def _next_lane(waiting: Sequence[Lane], recent: Sequence[Lane], ratio: Mapping[Lane, int]) -> Lane:
    shared = [lane for lane in waiting if ratio.get(lane)]
    if not shared:
        return waiting[0]
    window = sum(ratio[lane] for lane in shared) - 1
    had = Counter([lane for lane in recent if lane in shared][-window:] if window else [])
    return min(shared, key=lambda lane: (had[lane] + 1) / ratio[lane])


def _within_lane(party: Party) -> tuple[str, bool, str, int, str]:
    return party.window_from, party.late, party.prefix, party.number, party.party_id


def _by_call(party: Party) -> tuple[float, str]:
    return party.called_at.timestamp() if party.called_at else 0.0, party.party_id
