"""The rules of "Index, jobs, audit", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_SYSTEM_NUMBERS = f"{_PACKAGE}/policy/system.py"
_TABLE = f"{_PACKAGE}/aws/table.py"
_RECOUNT = f"{_PACKAGE}/audit/recount.py"
_ITEMS = f"{_PACKAGE}/bookings/items.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_RUN = f"{_PACKAGE}/jobs/run.py"
_JOBS = f"{_PACKAGE}/jobs/store.py"

MUTANTS: tuple[Mutant, ...] = (
    Mutant("bookings_are_listed_by_day", _ITEMS, "{first:06d}", "{first}"),
    Mutant(
        "bookings_are_listed_by_day",
        _STORE,
        "            expression += f\" REMOVE {', '.join(gone)}\"\n",
        "            pass\n",
    ),
    Mutant("bookings_are_listed_by_day", "template.yaml", "ProjectionType: KEYS_ONLY", "ProjectionType: ALL"),
    Mutant(
        "index_lists_candidates",
        _STORE,
        "found = (as_holding(items.get(key)) for key in keys)",
        "found = (holding_of(items[key]) for key in keys)",
    ),
    Mutant("index_lists_candidates", _RECOUNT, "holding.slot.office_id == office_id and ", ""),
    Mutant("audit_reads_the_days_to_come", _RECOUNT, " and holding.slot.date >= first:", ":"),
    Mutant(
        "audit_reads_the_days_to_come",
        _RECOUNT,
        "max((last - first).days + 1, PUBLISHED_DAYS)",
        "(last - first).days + 1",
    ),
    Mutant(
        "audit_reads_the_days_to_come",
        _RECOUNT,
        "        first = today[office_id]\n",
        "        first = today[office_id] - timedelta(days=31)\n",
    ),
    Mutant(
        "only_a_scan_calls_a_slot_broken",
        _RECOUNT,
        "        suspect = listed.suspect\n",
        "        suspect = frozenset()\n",
    ),
    Mutant(
        "only_a_scan_calls_a_slot_broken", _RECOUNT, "        suspect = listed.suspect\n", "        suspect = None\n"
    ),
    Mutant("only_a_scan_calls_a_slot_broken", _RECOUNT, "slots = new.suspect | new.changed", "slots = new.changed"),
    Mutant("index_is_asked_when_complete", _RECOUNT, "if store.lists_every_booking():", "if True:"),
    Mutant("index_is_asked_when_complete", _RECOUNT, "if store.lists_every_booking():", "if False:"),
    Mutant("scan_takes_half", _TABLE, "_SCAN_UNITS_PER_SECOND = 1500", "_SCAN_UNITS_PER_SECOND = 3000"),
    Mutant("scan_takes_half", _TABLE, "        self._rest(answer)\n        last", "        last"),
    Mutant("scan_takes_half", _TABLE, 'self._sleep(used["CapacityUnits"] / _SCAN_UNITS_PER_SECOND)', "pass"),
    Mutant("audit_adds_up", _RECOUNT, "min(seats_left, seats_kept) < 0 or held", "held"),
    Mutant("audit_adds_up", _RECOUNT, " < 0 or held + claimed > capacity", " < 0"),
    Mutant("audit_adds_up", _RECOUNT, "capacity != seats_left + seats_kept + held + claimed", "False"),
    Mutant("audit_adds_up", _RECOUNT, "any(times > 1 for times in given.values())", "False"),
    Mutant("audit_adds_up", _RECOUNT, "any(not 1 <= number < next_number for number in given)", "False"),
    Mutant(
        "audit_adds_up", _RECOUNT, "any(holding.numbers != tuple(_numbers(holding)) for holding in holdings)", "False"
    ),
    Mutant("audit_adds_up", _RECOUNT, "Break.NO_QUOTA: quota is None and bool(holdings)", "Break.NO_QUOTA: False"),
    Mutant("audit_judges_what_stood_still", _RECOUNT, "if quota != after.get(slot) or (", "if ("),
    Mutant("audit_judges_what_stood_still", _RECOUNT, "        if _stands(store, each):\n", "        if True:\n"),
    Mutant("audit_ends_in_time", _SYSTEM_NUMBERS, "AUDIT_ROUNDS = 3", "AUDIT_ROUNDS = 4"),
    Mutant("audit_ends_in_time", _SYSTEM_NUMBERS, "AUDIT_ROUNDS = 3", "AUDIT_ROUNDS = 2"),
    Mutant(
        "audit_ends_in_time",
        _SYSTEM_NUMBERS,
        "AUDIT_LAST_BEGIN = timedelta(minutes=4)",
        "AUDIT_LAST_BEGIN = timedelta(minutes=5)",
    ),
    Mutant(
        "audit_ends_in_time",
        _SYSTEM_NUMBERS,
        "AUDIT_LAST_BEGIN = timedelta(minutes=4)",
        "AUDIT_LAST_BEGIN = timedelta(minutes=3)",
    ),
    Mutant(
        "earlier_bookings_are_indexed",
        _STORE,
        "                self._set_index_keys(item, keys)\n",
        "                pass\n",
    ),
    Mutant(
        "earlier_bookings_are_indexed",
        _STORE,
        "if keys != {name: item[name] for name in INDEX_KEYS if name in item}:",
        "if True:",
    ),
    Mutant(
        "earlier_bookings_are_indexed",
        _ITEMS,
        '    if item["status"] not in HOLD_SEATS and CLOSURE not in item:\n        return {}\n',
        "",
    ),
    Mutant(
        "indexing_reads_no_name",
        _ITEMS,
        '"revision", CLOSURE, *INDEX_KEYS)',
        '"revision", CLOSURE, "people", *INDEX_KEYS)',
    ),
    Mutant(
        "indexing_reads_no_name",
        "template.yaml",
        "[pk, sk, v, office, date, session, status, ranges, revision, closure, by_day, by_number]",
        "[pk, sk, v, office, date, session, status, ranges, revision, closure, by_day, by_number, people]",
    ),
    Mutant(
        "job_waits_for_old_functions",
        _SYSTEM_NUMBERS,
        "JOB_PATIENCE = timedelta(hours=1)",
        "JOB_PATIENCE = timedelta(minutes=59)",
    ),
    Mutant("indexing_reads_no_name", _STORE, "values=values, old_item=False", "values=values"),
    Mutant("indexing_reads_no_name", "template.yaml", "[pk, sk, by_day, by_number, revision]}", "[pk, sk, people]}"),
    Mutant(
        "indexing_reads_no_name",
        "template.yaml",
        '{"dynamodb:ReturnValues": NONE}',
        '{"dynamodb:ReturnValues": ALL_OLD}',
    ),
    Mutant(
        "job_waits_for_old_functions",
        _SYSTEM_NUMBERS,
        "JOB_PATIENCE = timedelta(hours=1)",
        "JOB_PATIENCE = timedelta(minutes=59)",
    ),
    Mutant("job_waits_for_old_functions", _RUN, "job.seen_at + JOB_PATIENCE <= clock.now()", "clock.now()"),
    Mutant("job_begins_anew", _SYSTEM_NUMBERS, "JOB_GAP = timedelta(minutes=15)", "JOB_GAP = timedelta(minutes=16)"),
    Mutant("job_begins_anew", _RUN, "    if anew:\n", "    if False:\n"),
    Mutant(
        "job_begins_anew", _RUN, "timedelta(0) <= begun - found.ran_at <= JOB_GAP", "begun - found.ran_at <= JOB_GAP"
    ),
    Mutant(
        "job_begins_anew",
        _RUN,
        "seen_at=begun, steps=found.steps + 1, reached=None",
        "steps=found.steps + 1, reached=None",
    ),
    Mutant("job_begins_anew", _RUN, "reached=None, done_at=None)", "reached=None)"),
    Mutant(
        "job_stops_at_the_unreadable",
        _STORE,
        "                raise ValueError(message) from error\n",
        "                continue\n",
    ),
    Mutant(
        "job_stops_at_the_unreadable",
        _STORE,
        "the job cannot read the item of {item['pk']}",
        "the job cannot read an item",
    ),
    Mutant("job_goes_on", _RUN, "step(job.reached)", "step(None)"),
    Mutant("job_goes_on", _RUN, "while not job.done_at and ", "while "),
    Mutant(
        "job_goes_on",
        _RUN,
        "        if not jobs.save(further, job):\n",
        "        if jobs.save(further, job) is None:\n",
    ),
    Mutant("job_goes_on", _JOBS, "    if job.reached:\n", "    if False:\n"),
    Mutant(
        "job_runs_four_minutes", _SYSTEM_NUMBERS, "JOB_RUN = timedelta(minutes=4)", "JOB_RUN = timedelta(minutes=5)"
    ),
    Mutant("job_runs_four_minutes", _RUN, " <= begun + JOB_RUN", ""),
    Mutant(
        "job_runs_four_minutes",
        _RUN,
        "_go_on(jobs, clock, name, step, begun)",
        "_go_on(jobs, clock, name, step, clock.now())",
    ),
    Mutant("job_runs_four_minutes", "template.yaml", "Timeout: &of_a_job 290", "Timeout: &of_a_job 300"),
)
