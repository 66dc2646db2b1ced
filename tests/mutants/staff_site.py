"""The rules of "On the device" that stand in the JavaScript of the staff's site, taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_UNANSWERED: Final = "website/petugas/requests/unanswered.js"
_CLOSURES: Final = "website/petugas/requests/closures.js"
_QUOTAS: Final = "website/petugas/requests/quotas.js"
_MEMBERS: Final = "website/petugas/requests/staff.js"
_CARDS: Final = "website/petugas/requests/identity.js"
_TYPED: Final = "website/lib/device/typed.js"
_KEYS: Final = "website/petugas/keys/keys.js"
_PATHS: Final = "website/petugas/account/paths.js"
_IDENTITY: Final = "website/petugas/account/identity.js"
_BULK: Final = "website/petugas/slots/bulk.js"
_SETTINGS: Final = "website/petugas/slots/settings.js"
_RELEASE: Final = "website/petugas/slots/release.js"
_POOL: Final = "website/lib/account/pool.js"
_DOOR: Final = "website/petugas/door/door.js"
_ASKING: Final = "website/petugas/door/asking.js"
_HALL: Final = "website/petugas/hall/requests.js"
_CODE: Final = "website/petugas/hall/code.js"
_DESK: Final = "website/petugas/counter/desk.js"

MUTANTS: Final = (
    Mutant(
        "staff_request_keeps_its_key", _UNANSWERED, "const key = kept()[about] ?? unique();", "const key = unique();"
    ),
    Mutant("staff_request_keeps_its_key", _UNANSWERED, "tab.set(KEPT, { ...kept(), [about]: key });", ""),
    Mutant("staff_request_keeps_its_key", _UNANSWERED, "    forget(about);\n    return answer;", "    return answer;"),
    Mutant(
        "staff_request_keeps_its_key",
        _UNANSWERED,
        "if (!(error instanceof Unreachable)) forget(about);",
        "forget(about);",
    ),
    Mutant("staff_request_keeps_its_key", _UNANSWERED, "if (!(error instanceof Unreachable)) forget(about);", ""),
    Mutant("staff_request_keeps_its_key", _CLOSURES, " ${JSON.stringify(body)}`", "`"),
    Mutant("staff_change_what_they_saw", _CLOSURES, "body, key, version: etag, named", "body, key, named"),
    Mutant("staff_change_what_they_saw", _QUOTAS, "version: etag, ", ""),
    Mutant("staff_request_keeps_its_key", _MEMBERS, " ${JSON.stringify(body)}`", "`"),
    Mutant(
        "staff_request_keeps_its_key",
        _MEMBERS,
        'underItsKey(`invitation ${username} ${reason}`, (key) => call("POST", `${of(username)}/invitation`, '
        "{ body: { reason }, key, named: true }))",
        'call("POST", `${of(username)}/invitation`, { body: { reason }, key: String(Math.random()), named: true })',
    ),
    Mutant("staff_change_what_they_saw", _MEMBERS, "const version = seen?.etag ?? NOBODY;", "const version = NOBODY;"),
    Mutant("staff_change_what_they_saw", _MEMBERS, "const NOBODY = '\"0\"';", "const NOBODY = '\"1\"';"),
    Mutant("staff_request_keeps_its_key", _CARDS, "[office, version, body]", "[office, version]"),
    Mutant("staff_request_keeps_its_key", _CARDS, "[office, version, body]", "[version, body]"),
    Mutant("staff_change_what_they_saw", _CARDS, "body, key, version, named", "body, key, named"),
    Mutant("staff_change_what_they_saw", _CARDS, "[office, version, body]", "[office, body]"),
    Mutant("nothing_of_a_card_is_kept", _CARDS, "await shortHash(JSON", "(JSON"),
    Mutant("nothing_of_a_card_is_kept", _CARDS, ".slice(0, 4)", ""),
    Mutant("nothing_of_a_card_is_kept", _TYPED, ", [data-unkept]", ""),
    Mutant("bulk_changes_what_differs", _BULK, "meant.filter((quota) => quota.capacity !== capacity)", "meant"),
    Mutant("bulk_changes_what_differs", _BULK, "quota.taken <= capacity", "quota.taken < capacity"),
    Mutant("bulk_changes_what_differs", _BULK, "weekdays.includes(weekday(quota.date)) && ", ""),
    Mutant("bulk_changes_what_differs", _BULK, "quota.date >= from && ", ""),
    Mutant("bulk_changes_what_differs", _BULK, " && quota.date <= to", ""),
    Mutant(
        "bulk_changes_what_differs",
        _BULK,
        " && (session ? quota.session === session : SESSIONS.includes(quota.session))",
        "",
    ),
    Mutant("bulk_stops_for_nothing_but_the_line", _BULK, "AT_ONCE = 4", "AT_ONCE = 5"),
    Mutant(
        "bulk_stops_for_nothing_but_the_line", _BULK, "if (!(error instanceof Problem)) throw error;", "throw error;"
    ),
    Mutant(
        "bulk_stops_for_nothing_but_the_line",
        _BULK,
        "if (!(error instanceof Unreachable)) throw error;",
        "throw error;",
    ),
    Mutant("bulk_stops_for_nothing_but_the_line", _BULK, "while (!failed && ", "while ("),
    Mutant("bulk_stops_for_nothing_but_the_line", _BULK, "error.document.quota ?? quota", "quota"),
    Mutant(
        "office_sends_what_differs",
        _SETTINGS,
        "...settings.details }, wanted.details) && ",
        "...settings.details }, {}) && ",
    ),
    Mutant("office_sends_what_differs", _SETTINGS, "!same(settings.lanes, wanted.lanes) && ", ""),
    Mutant("office_sends_what_differs", _SETTINGS, "!same(settings.release, wanted.release) && ", ""),
    Mutant("operators_choose_the_window", _SETTINGS, "release.window_minutes <= LONGEST_WINDOW", "true"),
    Mutant(
        "operators_choose_the_window", _SETTINGS, 'window_minutes: number("window")', "window_minutes: LONGEST_WINDOW"
    ),
    Mutant("office_sends_what_differs", _RELEASE, "% 7 || 7)", "% 7)"),
    Mutant("no_letter_is_a_key", _KEYS, 'letter && withOther) ? null : "letter"', 'letter) ? null : "letter"'),
    Mutant("no_letter_is_a_key", _KEYS, "if (TAKEN.includes(key) || ", "if ("),
    Mutant("no_letter_is_a_key", _KEYS, 'key.startsWith("Ctrl+") && letter && TAKEN', "false && TAKEN"),
    Mutant("no_letter_is_a_key", _KEYS, "each !== deed && keyOf(each) === key", "false"),
    Mutant("no_letter_is_a_key", _KEYS, "if (!event.repeat) deeds", "deeds"),
    Mutant("no_letter_is_a_key", _KEYS, ' || (name.startsWith("Ctrl+") && isTyping(event.target))', ""),
    Mutant("office_counts_by_the_service", _DOOR, "arrived_at, presentInstant())", "arrived_at, Date.now())"),
    Mutant("office_counts_by_the_service", _ASKING, "instantOf(presentInstant())", "instantOf(Date.now())"),
    Mutant("office_counts_by_the_service", _HALL, "return ask(error.document.date);", "throw error;"),
    Mutant("office_counts_by_the_service", _HALL, " && error.document.date !== date", ""),
    Mutant("who_came_since_is_ticked", _DOOR, " || verdict.facts.office_id !== this.office", ""),
    Mutant("who_came_since_is_ticked", _DOOR, ' && ["waiting", "parked"].includes(state)', ""),
    Mutant("who_came_since_is_ticked", _DOOR, " || this.judged !== judged", ""),
    Mutant("who_came_since_is_ticked", _DOOR, "[this.judged?.party, ...this.recent]", "this.recent"),
    Mutant("slip_opens_the_door", _CODE, "return `AP1${id}`;", "return id;"),
    Mutant("slip_opens_the_door", "website/lib/device/tickets.js", ".{1,4}", ".{1,5}"),
    Mutant("pressed_yesterday_is_over", _DESK, "/${this.now().date}", ""),
    Mutant("login_leads_to_own_pages", _PATHS, "origin === location.origin && ", ""),
    Mutant("login_leads_to_own_pages", _PATHS, '&& `${pathname}/`.startsWith("/petugas/")', ""),
    Mutant(
        "login_leads_to_own_pages", _PATHS, '`${pathname}/`.startsWith("/petugas/")', 'pathname.startsWith("/petugas")'
    ),
    Mutant(
        "staff_login_is_not_kept", _POOL, "      into.set(name, RefreshToken);", "      device.set(name, RefreshToken);"
    ),
    Mutant("staff_login_is_not_kept", _POOL, "    where.forget(name);\n", ""),
    Mutant("staff_login_is_not_kept", _IDENTITY, "before?.who === who ? before.name : unique()", "unique()"),
    Mutant("staff_login_is_not_kept", _IDENTITY, "shift !== undefined && shift !== device.get(SHIFT)?.name", "false"),
)
