"""The rules of "Leases, memories, retries", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_BOOKING_NUMBERS = f"{_PACKAGE}/policy/bookings.py"
_SYSTEM_NUMBERS = f"{_PACKAGE}/policy/system.py"
_DEADLINE = f"{_PACKAGE}/base/deadline.py"
_RESOLVE = f"{_PACKAGE}/bookings/resolve.py"
_CLAIM = f"{_PACKAGE}/bookings/claim.py"
_MODEL = f"{_PACKAGE}/bookings/model.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_FULL_SLOTS = f"{_PACKAGE}/slots/full_slots.py"
_TABLE = f"{_PACKAGE}/aws/table.py"
_CLIENTS = f"{_PACKAGE}/aws/clients.py"
_SWEEP = f"{_PACKAGE}/bookings/sweep.py"
_FENCE = 'FENCE_CONDITIONS = {"a fence is never lowered": "(attribute_not_exists(#void) OR #void < :first)"'
_RESOLVED = (
    "    booking = store.bookings.fence(claim)\n"
    "    held = booking is not None and booking.holds(claim)\n"
    '    if not held and claim.pool == "kept":\n'
    "        store.quotas.keep_again(claim, now)\n"
    "    else:\n"
    "        store.quotas.settle(claim, give_back=not held)\n"
)

_EACH_MINUTE = "Resolve claims that are older than their lease\n      ScheduleExpression: rate(1 minute)"

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "lease_of_a_claim",
        _BOOKING_NUMBERS,
        "CLAIM_LEASE = timedelta(seconds=60)",
        "CLAIM_LEASE = timedelta(seconds=61)",
    ),
    Mutant(
        "lease_of_a_claim",
        _BOOKING_NUMBERS,
        "CLAIM_LEASE = timedelta(seconds=60)",
        "CLAIM_LEASE = timedelta(seconds=59)",
    ),
    Mutant("functions_end_before_the_lease", "template.yaml", "    Timeout: 15\n", "    Timeout: 60\n"),
    Mutant(
        "fence_before_giving_back",
        _RESOLVE,
        "booking = store.bookings.fence(claim)",
        "booking = store.bookings.get(claim.booking_id)",
    ),
    Mutant(
        "fence_before_giving_back",
        _RESOLVE,
        _RESOLVED,
        _RESOLVED.replace("fence(claim)", "get(claim.booking_id)") + "    store.bookings.fence(claim)\n",
    ),
    Mutant("fence_never_falls", _STORE, _FENCE, _FENCE.replace("#void < :first", "#void <> :first")),
    Mutant("held_claim_gives_nothing_back", _RESOLVE, "give_back=not held", "give_back=True"),
    Mutant("held_claim_gives_nothing_back", _MODEL, "            self.holds_seats\n            and ", "            "),
    Mutant("held_claim_gives_nothing_back", _MODEL, "            and self.slot == claim.slot\n", ""),
    Mutant("held_claim_gives_nothing_back", _MODEL, "held.claim_id == claim.claim_id and ", ""),
    Mutant("held_claim_gives_nothing_back", _MODEL, " and held.first == claim.first", ""),
    Mutant("sweep_of_stale_claims", _SWEEP, "if is_stale(claim, clock.now()):", "if True:"),
    Mutant("sweep_of_stale_claims", _SWEEP, "if is_stale(claim, clock.now()):", "if False:"),
    Mutant("sweep_of_stale_claims", _SWEEP, "- timedelta(days=1)", "- timedelta(days=0)"),
    Mutant("sweep_of_stale_claims", "template.yaml", _EACH_MINUTE, _EACH_MINUTE.replace("1 minute", "5 minutes")),
    Mutant("busy_office_stops_no_sweep", _SWEEP, "            unswept += 1\n", "            raise\n"),
    Mutant("busy_office_stops_no_sweep", _SWEEP, "    if unswept:\n", "    if False:\n"),
    Mutant("full_slot_frees_the_dead", _CLAIM, "        for other in stale:\n", "        for other in ():\n"),
    Mutant("full_slot_frees_the_dead", _CLAIM, " if is_stale(other, now)]", "]"),
    Mutant(
        "memory_of_full_slots",
        _SYSTEM_NUMBERS,
        "FULL_SLOT_MEMORY = timedelta(seconds=2)",
        "FULL_SLOT_MEMORY = timedelta(seconds=3)",
    ),
    Mutant(
        "memory_of_full_slots",
        _SYSTEM_NUMBERS,
        "FULL_SLOT_MEMORY = timedelta(seconds=2)",
        "FULL_SLOT_MEMORY = timedelta(seconds=1)",
    ),
    Mutant("memory_of_full_slots", _FULL_SLOTS, " and full.until > self._clock.now()", ""),
    Mutant("memory_lets_smaller_parties_try", _FULL_SLOTS, " and full.seats_left < n", ""),
    Mutant("memory_lets_smaller_parties_try", _FULL_SLOTS, "full.seats_left < n", "full.seats_left <= n"),
    Mutant("conflicts_are_tried_eight_times", _TABLE, "_CONFLICT_ATTEMPTS = 8", "_CONFLICT_ATTEMPTS = 9"),
    Mutant("conflicts_are_tried_eight_times", _TABLE, "_CONFLICT_ATTEMPTS = 8", "_CONFLICT_ATTEMPTS = 7"),
    Mutant("conflicts_are_tried_eight_times", _TABLE, "_FIRST_PAUSE = 0.02", "_FIRST_PAUSE = 0.01"),
    Mutant("conflicts_are_tried_eight_times", _TABLE, "_LONGEST_PAUSE = 0.4", "_LONGEST_PAUSE = 0.8"),
    Mutant("conflicts_are_tried_eight_times", _TABLE, " * self._jitter()", ""),
    Mutant("conflicts_are_tried_eight_times", _TABLE, "            else:\n                raise Busy\n", ""),
    Mutant("aws_is_asked_twice", _CLIENTS, '"total_max_attempts": 2', '"total_max_attempts": 3'),
    Mutant("aws_is_asked_twice", _CLIENTS, '"total_max_attempts": 2', '"total_max_attempts": 1'),
    Mutant("aws_is_asked_twice", _CLIENTS, "connect_timeout=1", "connect_timeout=2"),
    Mutant("aws_is_asked_twice", _CLIENTS, "read_timeout=3", "read_timeout=4"),
    Mutant("no_call_outlasts_its_function", _DEADLINE, "            raise Busy\n", "            return\n"),
    Mutant("no_call_outlasts_its_function", _DEADLINE, "_PAUSE = 1.0", "_PAUSE = 0.9"),
    Mutant("no_call_outlasts_its_function", _DEADLINE, "_ANSWER = 0.2", "_ANSWER = 0.3"),
    Mutant(
        "no_call_outlasts_its_function",
        _CLIENTS,
        '    made.meta.events.register_first("before-send", refuse_if_late)\n',
        "",
    ),
    Mutant("no_call_outlasts_its_function", f"{_PACKAGE}/http/route.py", "        DEADLINE.begin(context)\n", ""),
)
