"""What the model shows to whoever looks: the days of an office, the nearest seats, an operator's quotas."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from antrean.offices.model import Office
from tests.stateful import views
from tests.stateful.records import No, Said, refused
from tests.stateful.rules import authorize, invalid
from tests.stateful.scene import OFFICES, today
from tests.stateful.state import State
from tests.support.slots import Slot

_MOST_DAYS = 62


class Lookups(State):
    """The answers to those who only look."""

    def availability(self, office_id: str, first: date | None, last: date | None) -> Said:
        """Return every slot of an office between two days, with its state."""
        office = OFFICES.get(office_id)
        if not office:
            return refused(No("not_found"))
        first = first or today(office, self.now)
        last = last or first + timedelta(days=30)
        if not 0 <= (last - first).days < _MOST_DAYS:
            return refused(invalid("to"))
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        told = [{"date": day.isoformat(), "sessions": self._sessions(office, day)} for day in days]
        return Said(200, None, {"office_id": office_id, "timezone": office.timezone, "days": told})

    def nearest(self, people: int, day: date | None, near: views.Point | None) -> Said:
        """Return of each office the soonest slot that seats a party."""
        if day and all(day < today(office, self.now) for office in OFFICES.values()):
            return refused(invalid("date"))
        # without a place, those with the most seats a week come first
        offices = views.nearest_first(near) if near else [OFFICES[each] for each in ("bogor", "denpasar", "jayapura")]
        found = self.soonest(offices, people, day)
        return Said(200, None, {"options": [views.option(each, self.quotas[each], near) for each in found]})

    def quotas_of(self, who: str, office_id: str, first: date) -> Said:
        """Return the quotas of an office for 31 days, to its operators."""
        try:
            authorize(who, "operators", office_id)
        except No as no:
            return refused(no)
        if office_id not in OFFICES:
            return refused(No("not_found"))
        days = [(first + timedelta(days=ahead)).isoformat() for ahead in range(31)]
        found = sorted((each for each in self.quotas if each.office_id == office_id), key=str)
        told = [views.quota_view(each, self.quotas[each]) for each in found if each.date in days]
        return Said(200, None, {"quotas": told})

    def _sessions(self, office: Office, day: date) -> list[dict[str, Any]]:
        told = []
        for session in office.sessions:
            where = Slot(office.office_id, day.isoformat(), session.session)
            quota = self.quotas.get(where)
            seats = {"capacity": quota.capacity if quota else 0, "seats_left": quota.left if quota else 0}
            told.append({**views.window(where), **seats, **self.standing(where)})
        return told
