"""The rules of "Seats of all offices", taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_BOOKING_NUMBERS: Final = "layers/core/antrean/policy/bookings.py"
_SYSTEM_NUMBERS: Final = "layers/core/antrean/policy/system.py"
_SOONEST: Final = "layers/core/antrean/seats/soonest.py"
_SUM_UP: Final = "layers/core/antrean/seats/sum_up.py"
_STORE: Final = "layers/core/antrean/seats/store.py"
_CHANGES: Final = "layers/core/antrean/seats/changes.py"
_BATCH: Final = "layers/core/antrean/aws/batch.py"
_OFFICES: Final = "functions/public/offices/app.py"
_DISPATCHER: Final = "functions/stream/dispatcher/app.py"
_PUBLISHER: Final = "functions/clock/publisher/app.py"
_TEMPLATE: Final = "template.yaml"
_FEW: Final = '{"seats_left":{"N":["0","1","2","3","4"]}}'

MUTANTS: Final = (
    Mutant(
        "summary_counts_up_to_a_household",
        _SOONEST,
        "min(quota.seats_left, MOST_APPLICANTS)",
        "min(quota.seats_left, 6)",
    ),
    Mutant("summary_counts_up_to_a_household", _SOONEST, "min(quota.seats_left, MOST_APPLICANTS)", "quota.seats_left"),
    Mutant("kept_seats_are_not_summed_up", _SOONEST, "min(quota.seats_left, ", "min(quota.free, "),
    Mutant("kept_seats_are_not_summed_up", _SOONEST, "quota.seats_left > 0", "quota.free > 0"),
    Mutant("summary_holds_what_can_be_booked", _SOONEST, " and quota.seats_left > 0", ""),
    Mutant("summary_holds_what_can_be_booked", _SOONEST, " and office.session(quota.slot.session)", ""),
    Mutant("summary_holds_what_can_be_booked", _SOONEST, 'in {"open", "not_yet_open"}', '!= "x"'),
    Mutant("summary_holds_what_can_be_booked", _SOONEST, 'in {"open", "not_yet_open"}', '== "open"'),
    Mutant("soonest_days", _BOOKING_NUMBERS, "SOONEST_DAYS = 3", "SOONEST_DAYS = 2"),
    Mutant("soonest_days", _BOOKING_NUMBERS, "SOONEST_DAYS = 3", "SOONEST_DAYS = 4"),
    Mutant("soonest_days", _SOONEST, "slot.seats >= party", "slot.seats > 0"),
    Mutant("soonest_days", _SOONEST, "max(slot.seats", "sum(slot.seats"),
    Mutant(
        "full_office_is_told", _SOONEST, "in summary.offices.items()]", "in summary.offices.items() if office.slots]"
    ),
    Mutant("openings_are_judged_when_told", _SOONEST, "if slot.opens_at is None or slot.opens_at <= now", ""),
    Mutant("openings_are_judged_when_told", _SOONEST, "or slot.opens_at <= now", ""),
    Mutant("openings_are_judged_when_told", _SOONEST, "slot.opens_at <= now", "slot.opens_at < now"),
    Mutant("openings_are_judged_when_told", _SOONEST, "min(later", "max(later"),
    Mutant("openings_are_judged_when_told", _SOONEST, "if slot.opens_at and slot.opens_at > now", "if slot.opens_at"),
    Mutant("openings_are_judged_when_told", _SOONEST, "seats, stands.opens_at)", "seats)"),
    Mutant("days_are_told_until_they_begin", _SOONEST, "without_past(office, now).slots if", "office.slots if"),
    Mutant("days_are_told_until_they_begin", _SOONEST, "has_closed(slot.date, zone, now)", "slot.date <= now.date()"),
    Mutant(
        "past_days_leave_the_summary",
        _SUM_UP,
        "{office_id: without_past(office, now) for",
        "{office_id: office for",
    ),
    Mutant("sessions_keep_their_order", _STORE, "{session: {} for session in office.sessions}", "{}"),
    Mutant(
        "summary_memory",
        _SYSTEM_NUMBERS,
        "SUMMARY_MEMORY = timedelta(seconds=2)",
        "SUMMARY_MEMORY = timedelta(seconds=3)",
    ),
    Mutant("summary_memory", _SYSTEM_NUMBERS, "SUMMARY_MEMORY = timedelta(seconds=2)", "SUMMARY_MEMORY = timedelta(0)"),
    Mutant("summary_memory", _STORE, "now < self._remembered[1]", "now <= self._remembered[1]"),
    Mutant("seats_of_all_may_be_old", _OFFICES, "max-age=3, must-revalidate", "max-age=4, must-revalidate"),
    Mutant("seats_of_all_may_be_old", _OFFICES, "max-age=3, must-revalidate", "max-age=3"),
    Mutant("seats_of_all_may_be_old", _OFFICES, "found), cache_control=_SUMMARY_CACHE)", "found))"),
    Mutant("seats_of_all_may_be_old", _STORE, "as_summary(item) if item else Summary({})", "as_summary(item or {})"),
    Mutant("no_office_is_named_as_a_route", "data/offices.csv", "\nbogor,", "\nseats,"),
    Mutant("quotas_are_read_after_the_summary", _SUM_UP, "date.max, consistent=True)", "date.max)"),
    Mutant(
        "quotas_are_read_after_the_summary",
        _SUM_UP,
        "if summaries.replace(seats, summary.revision):",
        "if summaries.replace(seats, summaries.get().revision):",
    ),
    Mutant(
        "summed_up_whatever_differs",
        _SUM_UP,
        "if summaries.replace(",
        "if seats == summary.offices or summaries.replace(",
    ),
    Mutant("summing_up_gives_up", _SUM_UP, "_ATTEMPTS = 8", "_ATTEMPTS = 7"),
    Mutant("summing_up_gives_up", _SUM_UP, "_ATTEMPTS = 8", "_ATTEMPTS = 9"),
    Mutant("summing_up_gives_up", _SUM_UP, "    raise Busy\n", "    return\n"),
    Mutant("ten_offices_together", _SUM_UP, "_AT_ONCE = 10", "_AT_ONCE = 11"),
    Mutant("ten_offices_together", _SUM_UP, "_AT_ONCE = 10", "_AT_ONCE = 9"),
    Mutant("stream_tells_of_few_seats", _TEMPLATE, f'"NewImage":{_FEW}', '"NewImage":{"seats_left":{"N":["0"]}}'),
    Mutant("stream_tells_of_few_seats", _TEMPLATE, f'"OldImage":{_FEW}', '"OldImage":{"seats_left":{"N":["0"]}}'),
    Mutant(
        "stream_tells_of_few_seats",
        _TEMPLATE,
        """                - Pattern: '{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"AUDIT#"}]}}}}'\n""",
        "",
    ),
    Mutant(
        "a_batch_waits_five_seconds",
        _TEMPLATE,
        "MaximumBatchingWindowInSeconds: 5",
        "MaximumBatchingWindowInSeconds: 6",
    ),
    Mutant("a_batch_waits_five_seconds", _TEMPLATE, "BatchSize: 100\n", "BatchSize: 101\n"),
    Mutant("quotas_and_audits_tell_of_offices", _CHANGES, " or office_of_audit(keys)", ""),
    Mutant("quotas_and_audits_tell_of_offices", _CHANGES, "office_of_quota(keys) or ", ""),
    Mutant("quotas_and_audits_tell_of_offices", _CHANGES, " or offices.get(office_id)", ""),
    Mutant("quotas_and_audits_tell_of_offices", _CHANGES, "[office for office in found if office]", "[*found]"),
    Mutant(
        "an_office_once_a_batch",
        _BATCH,
        "    if together:\n",
        "    if together and not failed:\n",
    ),
    Mutant("an_office_once_a_batch", _BATCH, "together.do({*about.values()})", "together.do([*about.values()])"),
    Mutant("an_office_once_a_batch", _DISPATCHER, "item_changed, summing_up)", "item_changed)"),
    Mutant("failed_summing_up_comes_again", _BATCH, "        return about.keys()\n", "        return ()\n"),
    Mutant(
        "failed_summing_up_comes_again", _BATCH, "        return about.keys()\n", "        return subjects.keys()\n"
    ),
    Mutant("failed_summing_up_comes_again", _BATCH, "    if not about:\n        return ()\n", ""),
    Mutant("every_office_every_hour", _PUBLISHER, "    wiring_seats.sum_up(every_office)\n", ""),
    Mutant(
        "every_office_every_hour",
        _PUBLISHER,
        "wiring_seats.sum_up(every_office)",
        "wiring_seats.sum_up(every_office[:1])",
    ),
    Mutant(
        "every_office_every_hour",
        _PUBLISHER,
        "    wiring_seats.sum_up(every_office)\n",
        "    if not published.unfinished:\n        wiring_seats.sum_up(every_office)\n",
    ),
)
