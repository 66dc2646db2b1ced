"""Examples for `docs/openapi.json`. None contains a NIK: an example that looks real may be a real person's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from antrean.account.forms import ClosedAccount
from antrean.bookings.forms import NewBooking, SlotChoice
from antrean.closures.forms import NewClosure
from antrean.hall.forms import CheckInRequest, NewArrival, NewWalkIn, NextParty, OpenedCounter, OtherLane, PeopleHere
from antrean.household.forms import MemberChange
from antrean.offices.settings_forms import OfficeChange
from antrean.people.forms import (
    AddressConfirmation,
    AddressUndo,
    Confirmation,
    NewAddress,
    NewPassword,
    NotedLogin,
    PasswordRequest,
)
from antrean.slots.quota_forms import QuotaChange
from antrean.staff.forms import NewInvitation, StaffChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

PARAMETERS: Final[Mapping[str, Any]] = {
    "Idempotency-Key": "f2b7c1de-1c1b-4f6e-9d0a-3a1f0c5f7e21",
    "If-Match": '"3"',
    "booking_id": "7K3M9QWERTY2PASD",
    "closure_id": "3QWERTY7K9M2PASD",
    "counter": 3,
    "party_id": "7K3M9QWERTY2PASD",
    "place": 1,
    "date": "2026-12-08",
    "from": "2026-12-01",
    "member_id": "v1.q0Wm2bN7sVfLr9JcYdKpHgZaEuQi4X8tq0Wm2bN7sVfLr9JcYdKpHgZa",
    "near": "-6.2,106.8",
    "office_id": "jakarta-selatan",
    "province": "Jawa Barat",
    "session": "morning",
    "to": "2026-12-31",
    "username": "dewi.lestari",
}
"""Values of parameters by name, wherever they are sent."""

_SLOT: Final = {"office_id": "jakarta-selatan", "date": "2026-12-08", "session": "morning"}

BODIES: Final[Mapping[type[BaseModel], Any]] = {
    NewInvitation: {"reason": "telepon hilang"},
    StaffChange: {
        "email": "dewi@contoh.id",
        "name": "Dewi Lestari",
        "groups": ["officers"],
        "offices": ["jakarta-selatan"],
        "enabled": True,
        "reason": "baru di loket",
    },
    ClosedAccount: {"password": "kereta api malam"},
    Confirmation: {
        "secret": "4X8tq0Wm2bN7sVfLr9JcYdKpHgZaEuQi",
        "code": "K7QP-2M4X",
        "password": "kereta api malam",
    },
    MemberChange: {"full_name": "Budi Rahayu"},
    PasswordRequest: {"email": "siti@contoh.id"},
    NotedLogin: {"device": "b7Xq0Wm2tN4sVfLr9JcYdK"},
    NewAddress: {"email": "siti.rahayu@contoh.id", "password": "kereta api malam"},
    AddressConfirmation: {"secret": "4X8tq0Wm2bN7sVfLr9JcYdKpHgZaEuQi", "code": "K7QP-2M4X"},
    AddressUndo: {
        "secret": "k3v9w2m7q4x8tz5c1y6bn0dpfr.7K3M9QWERTY2PASD4X8TZ5C1Y6",
        "password": "kucing tidur siang",
    },
    NewPassword: {"old_password": "kereta api malam", "new_password": "kucing tidur siang"},
    NewBooking: _SLOT | {"service": "new", "applicants": [{"relation": "self"}]},
    SlotChoice: _SLOT,
    OfficeChange: {"details": {"address": "Jl. Ahmad Yani 65, Bogor"}, "reason": "Pindah gedung"},
    QuotaChange: {"capacity": 60, "reason": "Two more counters"},
    NewClosure: {"from": "2026-12-08", "to": "2026-12-08", "session": "morning", "reason": "Listrik padam"},
    CheckInRequest: {"code": "AP17K3M9QWERTY2PASD", "office_id": "jakarta-selatan"},
    NewArrival: {"code": "7K3M 9QWE RTY2 PASD", "lane": "booked"},
    NewWalkIn: {"lane": "bap", "people": 1},
    PeopleHere: {"here": [0, 1]},
    OpenedCounter: {"lanes": ["booked", "priority"]},
    NextParty: {},
    OtherLane: {"lane": "priority"},
}
"""Bodies by what they are checked with."""
