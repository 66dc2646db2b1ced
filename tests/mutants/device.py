"""The rules of "On the device", which stand in the site's JavaScript, taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_DRAFTS: Final = "website/lib/device/drafts.js"
_OWNER: Final = "website/lib/device/owner.js"
_FAMILY: Final = "website/lib/device/family.js"
_HOUSEHOLD: Final = "website/lib/requests/household.js"
_PARTY: Final = "website/lib/device/party.js"
_TICKETS: Final = "website/lib/device/tickets.js"
_MARK: Final = "website/lib/device/mark.js"
_TYPED: Final = "website/lib/device/typed.js"
_REMINDER: Final = "website/lib/device/reminder.js"
_POOL: Final = "website/lib/account/pool.js"
_RULES: Final = "website/lib/base/rules.js"
_STORE: Final = "website/lib/base/store.js"
_CALL: Final = "website/lib/requests/call.js"
_PATIENCE: Final = "website/lib/base/patience.js"
_REQUESTS: Final = "website/lib/requests/bookings.js"
_TEXT: Final = "website/lib/base/text.js"
_CLOCK: Final = "website/lib/base/clock.js"
_TURNS: Final = "website/lib/turns/turns.js"
_WAIT: Final = "website/lib/turns/wait.js"
_CHECK: Final = "website/lib/turns/check.js"
_PEOPLE: Final = "website/lib/people"
_SEARCH: Final = "website/lib/places/search.js"
_SOONEST: Final = "website/lib/places/soonest.js"
_OFFICES: Final = "website/lib/requests/offices.js"
_ALTERNATIVES: Final = "website/pages/parts/alternatives.js"
_BOOKING: Final = "website/pages/bookings/booking.js"
_LOG_IN: Final = "website/pages/account/log_in.js"
_SIGN_UP: Final = "website/pages/account/sign_up.js"
_CHECK_PAGE: Final = "website/pages/book/check.js"
_OFFLINE: Final = "website/lib/device/offline.js"
_NIK: Final = f"{_PEOPLE}/nik.js"

MUTANTS: Final = (
    Mutant("link_brings_the_code", f"{_PEOPLE}/code.js", "location.hash.slice(1)", "location.hash"),
    Mutant("link_brings_the_code", f"{_PEOPLE}/code.js", '  addEventListener("hashchange", follow);\n', ""),
    Mutant("login_ends_with_its_tab", _POOL, "keep(tokens, onDevice ? device : tab)", "keep(tokens, device)"),
    Mutant("login_ends_with_its_tab", _POOL, "    if (idName) forgetKept(device);\n", ""),
    Mutant("login_ends_with_its_tab", _POOL, "    joined();\n", ""),
    Mutant("renewed_at_random", _POOL, "Math.random() * (EARLIEST - LATEST)", "0"),
    Mutant("renewed_at_random", _POOL, "Date.now() + life - early", "Date.now() + life"),
    Mutant(
        "login_is_tried_again",
        _POOL,
        "error instanceof Unreachable) || attempt >= ATTEMPTS",
        "error instanceof Unreachable) || attempt >= 1",
    ),
    Mutant("login_is_tried_again", _POOL, "!(error instanceof Unreachable) || attempt", "attempt"),
    Mutant("site_tells_the_same_numbers", _RULES, "MOST_FAMILY = 4;", "MOST_FAMILY = 5;"),
    Mutant("site_tells_the_same_numbers", _RULES, "CLOSES_DAYS_BEFORE = 1;", "CLOSES_DAYS_BEFORE = 2;"),
    Mutant("site_tells_the_same_numbers", _RULES, "LONGEST_NAME = 100;", "LONGEST_NAME = 101;"),
    Mutant("site_tells_the_same_numbers", _RULES, "SHORTEST_PASSWORD = 10;", "SHORTEST_PASSWORD = 9;"),
    Mutant("key_is_kept_before_sending", _DRAFTS, "this.#set({ ...answers, key });", ""),
    Mutant("key_is_kept_before_sending", _DRAFTS, "const key = answers.key ?? unique();", "const key = unique();"),
    Mutant("key_is_kept_before_sending", _DRAFTS, "error instanceof Problem && !waits", "!waits"),
    Mutant("other_answers_other_key", _DRAFTS, "const { key: _, turn: __, ...kept }", "const { turn: __, ...kept }"),
    Mutant(
        "other_answers_other_key",
        _DRAFTS,
        "if (error instanceof Problem && !waits && this.get().key === key) this.change({});",
        "",
    ),
    Mutant("draft_ends_with_its_tab", _STORE, "new Store(() => sessionStorage)", "new Store(() => localStorage)"),
    Mutant(
        "draft_ends_with_its_tab",
        _DRAFTS,
        "import { tab } from",
        "import { device as tab } from",
    ),
    Mutant("passwords_are_not_kept", _TYPED, ".filter(([name]) => !secret.has(name))", ""),
    Mutant(
        "passwords_are_not_kept",
        _TYPED,
        "tab.set(TYPED, { ...everything(), [path]: ",
        "(() => undefined)(TYPED, { ...everything(), [path]: ",
    ),
    Mutant("device_keeps_its_mark", _MARK, "  device.set(MARK, mark);\n", ""),
    Mutant("device_keeps_its_mark", _MARK, "device.get(MARK) ?? unique()", "unique()"),
    Mutant("device_keeps_its_mark", _MARK, "device.get(MARK) ?? unique()", 'device.get(MARK) ?? "device"'),
    Mutant(
        "device_keeps_its_mark",
        _OWNER,
        "  device.forget(STAY);\n",
        '  device.forget(STAY);\n  device.forget("device");\n',
    ),
    Mutant("five_tries", _PATIENCE, "const ATTEMPTS = 5;", "const ATTEMPTS = 6;"),
    Mutant("five_tries", _PATIENCE, "const ATTEMPTS = 5;", "const ATTEMPTS = 4;"),
    Mutant("unrepeatable_is_sent_once", _CALL, "repeatable && !request.hasty", "!request.hasty"),
    Mutant("unrepeatable_is_sent_once", _CALL, "answer.status < 500", "answer.status < 400"),
    Mutant("retry_after_is_kept", _PATIENCE, "1000 * asked + ", ""),
    Mutant("retry_after_is_kept", _CALL, "pause(attempt, answer.retryAfter)", "pause(attempt)"),
    Mutant(
        "late_answer_is_nobodys",
        _CALL,
        "if (request.named && login.loginNumber() !== before) throw new LoggedOut();",
        "",
    ),
    Mutant("kept_ticket_holds_no_nik", _TICKETS, ".filter(isActive).map(withoutNik)", ".filter(isActive)"),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, "date < today(timezone)", "date <= today(timezone)"),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, " && !(isHeard() && date < today(timezone))", ""),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, "isHeard() && date", "date"),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, "GOOD_AT_COUNTER.includes(status) && ", ""),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, "today(timezone)", 'today("UTC")'),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, "kept.filter(isActive)", "kept"),
    Mutant(
        "displaced_is_no_ticket", _TICKETS, '["confirmed", "checked_in"]', '["confirmed", "checked_in", "displaced"]'
    ),
    Mutant("displaced_is_no_ticket", _TICKETS, " || hasRight(booking)", ""),
    Mutant("displaced_is_no_ticket", _TICKETS, " && !(isHeard() && now() >= Date.parse(closure.until))", ""),
    Mutant("kept_ticket_lives_through_its_day", _TICKETS, "isHeard() && now()", "now()"),
    Mutant("displaced_is_no_ticket", "website/lib/requests/listings.js", "isActive(booking) &&", "false &&"),
    Mutant("site_moves_displaced_freely", _PARTY, "hasRight(booking) || (", "("),
    Mutant("site_moves_displaced_freely", _PARTY, "booking.reschedules_left > 0", "true"),
    Mutant("site_moves_displaced_freely", _PARTY, "timezone), -1) : date", "timezone), 0) : date"),
    Mutant("site_moves_displaced_freely", _DRAFTS, "return !displaced && isSameSlot", "return isSameSlot"),
    Mutant("one_place_at_a_time", _REQUESTS, 'if (now.status !== "displaced") {', "if (false) {"),
    Mutant("one_place_at_a_time", _REQUESTS, "if (!awaited(id)) {", "if (true) {"),
    Mutant(
        "one_place_at_a_time",
        _DRAFTS,
        "move.booking_id === booking_id && move.key ?",
        "move.booking_id === booking_id ?",
    ),
    Mutant("site_lets_out_of_displaced", _PARTY, "booking.closure ? lastDayOfRight(booking) : ", ""),
    Mutant("site_lets_out_of_displaced", _PARTY, '(booking.status === "confirmed" || hasRight(booking))', "(true)"),
    Mutant(
        "site_lets_out_of_displaced",
        "website/lib/requests/listings.js",
        'return listing.closure ? "ending" : "late";',
        'return "late";',
    ),
    Mutant("one_place_at_a_time", _PARTY, " && old === present", ""),
    Mutant("site_offers_to_tell", _PARTY, "timeNow(timezone) < arrive_from", "timeNow(timezone) <= arrive_from"),
    Mutant("site_offers_to_tell", _PARTY, " && date === today(timezone) &&", " &&"),
    Mutant(
        "site_offers_to_tell",
        _PARTY,
        'return status === "confirmed" && isClosed(booking) && date',
        "return isClosed(booking) && date",
    ),
    Mutant("log_out_empties_the_device", _OWNER, "  forgetTickets();", ""),
    Mutant("log_out_empties_the_device", _OWNER, "  forgetFamily();", ""),
    Mutant("niks_leave_the_device", _FAMILY, "if (device.get(OFFERED) && !tab.get(OFFERED)) forgetFamily();", ""),
    Mutant("niks_leave_the_device", _FAMILY, "    tab.set(OFFERED, true);\n", ""),
    Mutant("niks_leave_the_device", _FAMILY, "    device.set(OFFERED, true);\n", ""),
    Mutant("member_goes_out_under_one_key", _HOUSEHOLD, "if (JSON.stringify(before) !== JSON.stringify(person)) ", ""),
    Mutant("member_goes_out_under_one_key", _DRAFTS, "{ relation: person.relation, member: person.member }", "person"),
    Mutant("member_goes_out_under_one_key", _HOUSEHOLD, "nik_masked.endsWith(last4)", "true"),
    Mutant("log_out_empties_the_device", _OWNER, "    draft.forget();", ""),
    Mutant("log_out_empties_the_device", "website/lib/account/identity.js", "  forgetOwner();", ""),
    Mutant("next_person_finds_nothing", _OWNER, "if (device.get(OWNER) !== account_id) {", "if (false) {"),
    Mutant(
        "next_person_finds_nothing",
        _OWNER,
        "newBooking.change(slot ? { slot, ...(wait ? { wait: {} } : {}) } : {});",
        "",
    ),
    Mutant("next_person_finds_nothing", _OWNER, "  device.set(OWNER, account_id);", ""),
    Mutant("site_tells_the_same_numbers", _RULES, "LONGEST_PASSWORD = 128;", "LONGEST_PASSWORD = 256;"),
    Mutant("site_tells_the_same_numbers", _RULES, "LONGEST_EMAIL = 128;", "LONGEST_EMAIL = 254;"),
    Mutant("site_tells_the_same_numbers", _RULES, "MOST_NAME_DIGITS = 5;", "MOST_NAME_DIGITS = 6;"),
    Mutant("site_tells_the_same_numbers", _RULES, "MOST_MARKS = 2;", "MOST_MARKS = 3;"),
    Mutant("page_judges_as_the_api", _TEXT, '.replace(JOINER, "$1")', ""),
    Mutant("page_judges_as_the_api", _TEXT, 'seen(text).normalize("NFC")', "seen(text)"),
    Mutant("page_judges_as_the_api", _TEXT, "\\\\u2028\\\\u2029", ""),
    Mutant("year_is_in_the_nik", _NIK, "each <= today && agrees(nik, each)", "each <= today"),
    Mutant("year_is_in_the_nik", _NIK, "each && each <= today && agrees", "each && agrees"),
    Mutant(
        "year_is_in_the_nik", _NIK, "(present - Number(nik.slice(10, 12))) % 100", "(100 - Number(nik.slice(10, 12)))"
    ),
    Mutant("page_judges_as_the_api", _NIK, "9[1-6])", "9[1-7])"),
    Mutant("page_judges_as_the_api", _NIK, "(?:00|..00)", "(?:00)"),
    Mutant("page_judges_as_the_api", _NIK, "form && possible(digits.slice(6, 12))", "form"),
    Mutant("page_judges_as_the_api", _NIK, "[1900, 2000].some", "[1900].some"),
    Mutant("page_judges_as_the_api", _TEXT, "if (seen(tidied) !== tidied)", "if (false)"),
    Mutant("page_judges_as_the_api", _TEXT, "\\\\u0f0a\\\\u0f0c-", ""),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/name.js", "!WEB_ADDRESS.test(", "!/[]/.test("),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/name.js", '.replace(TITLE, "")', ""),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/name.js", "[...name].length", "name.length"),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/phone.js", "(?![1789])", ""),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/phone.js", " || BARE.test(number)", ""),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/phone.js", ";89ad:66;", ";89ad:66 210;"),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/phone.js", '  7: "8",\n', ""),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/email.js", ")*\\\\.?@", ")*@"),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/code.js", "compact(typed)", "typed.trim()"),
    Mutant(
        "page_judges_as_the_api",
        f"{_PEOPLE}/password.js",
        'const password = typed.normalize("NFKC");',
        "const password = typed;",
    ),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/password.js", "[...password]", "password"),
    Mutant("page_judges_as_the_api", f"{_PEOPLE}/password.js", "|\\p{Cc}", ""),
    Mutant("reminder_of_an_opening", _REMINDER, "30 * 60_000", "60 * 60_000"),
    Mutant("reminder_of_an_opening", _REMINDER, "TRIGGER:-PT10M", "TRIGGER:-PT5M"),
    Mutant("reminder_of_an_opening", _REMINDER, '    "METHOD:PUBLISH",\n', ""),
    Mutant("reminder_of_an_opening", _REMINDER, "    `LAST-MODIFIED:${made}`,\n", ""),
    Mutant("site_tells_the_same_numbers", _RULES, "PLACE_TOLD_MINUTES = 60;", "PLACE_TOLD_MINUTES = 59;"),
    Mutant("site_tells_the_same_numbers", _RULES, "WINDOW_MINUTES = 10;", "WINDOW_MINUTES = 9;"),
    Mutant("site_tells_the_same_numbers", _RULES, "HASH_HOURS = 72;", "HASH_HOURS = 71;"),
    Mutant("page_counts_by_the_service", _CALL, "    hearTime(answer.headers);\n", ""),
    Mutant("page_counts_by_the_service", _CLOCK, "isHeard() ? ahead + performance.now()", "isHeard() ? Date.now()"),
    Mutant("page_counts_by_the_service", _CLOCK, "Math.max(ahead, date", "(date"),
    Mutant("page_counts_by_the_service", _CLOCK, ' + 1000 * (Number(headers.get("Age")) || 0)', ""),
    Mutant("page_counts_by_the_service", _CLOCK, "  if (Number.isNaN(date)) return;\n", ""),
    Mutant(
        "page_counts_by_the_service", _CLOCK, " || Math.abs(Date.now() - performance.now() - device) > DOUBTFUL", ""
    ),
    Mutant("page_counts_by_the_service", _WAIT, "isDoubtful() ? IN_DOUBT : seen", "seen"),
    Mutant("answers_wait_a_day", _TURNS, "const PREPARED = 24 * HOUR;", "const PREPARED = 25 * HOUR;"),
    Mutant("answers_wait_a_day", _TURNS, "now < Date.parse(turns.begin) && ", ""),
    Mutant(
        "place_is_asked_at_random",
        _TURNS,
        "{ begin, until, ask: between(Math.max(told, now), opens) }",
        "{ begin, until, ask: Math.max(told, now) }",
    ),
    Mutant("place_is_asked_at_random", _TURNS, "between(Math.max(told, now), opens)", "between(now, opens)"),
    Mutant("place_is_asked_at_random", _TURNS, "between(Math.max(told, now), opens)", "between(told, opens)"),
    Mutant(
        "place_is_asked_at_random",
        _TURNS,
        "return { ...turn, ask: between(after, opens) };",
        "return { ...turn, ask: now };",
    ),
    Mutant("place_is_asked_at_random", _TURNS, "between(0, UNTOLD * ", "0 * between(0, UNTOLD * "),
    Mutant("turn_is_sent_when_it_comes", _TURNS, "Math.max(Date.parse(at), now + SECOND)", "Date.parse(at)"),
    Mutant("turn_is_sent_when_it_comes", _TURNS, "const JITTER = 2 * SECOND;", "const JITTER = 0 * SECOND;"),
    Mutant("turn_is_sent_when_it_comes", _TURNS, "const JITTER = 2 * SECOND;", "const JITTER = 3 * SECOND;"),
    Mutant(
        "turn_is_sent_when_it_comes", _TURNS, "Math.floor((seconds * place) / of)", "Math.ceil((seconds * place) / of)"
    ),
    Mutant("turn_is_sent_when_it_comes", _TURNS, 'state === "not_yet_open" || turn.lost', "turn.lost"),
    Mutant("turn_is_sent_when_it_comes", _TURNS, " || turn.lost", ""),
    Mutant("turn_is_sent_when_it_comes", _TURNS, "  if (turns) return { ...turn, ...turns };\n", ""),
    Mutant("turn_is_sent_when_it_comes", _TURNS, "turn.begin !== turns.begin || ", ""),
    Mutant("turn_is_sent_when_it_comes", _TURNS, "between(5 * SECOND, 15 * SECOND)", "0"),
    Mutant("turn_is_sent_when_it_comes", _WAIT, "    if (over || !turn) return stop();\n", "    if (!turn) return;\n"),
    Mutant("turn_is_sent_when_it_comes", _WAIT, "      stop();\n      come();\n", "      come();\n"),
    Mutant("waiting_request_keeps_its_key", _DRAFTS, "key: answers.key ?? unique(), turn", "key: unique(), turn"),
    Mutant("waiting_request_keeps_its_key", _DRAFTS, "const waits = inTurns && ", "const waits = false && inTurns && "),
    Mutant("waiting_request_keeps_its_key", _DRAFTS, "const waits = inTurns && ", "const waits = "),
    Mutant("waiting_request_keeps_its_key", _DRAFTS, "key: _, turn: __, ...kept", "key: _, ...kept"),
    Mutant("site_checks_a_turn", _CHECK, "=== hash;", "!== undefined;"),
    Mutant("site_checks_a_turn", _CHECK, ".getUint32(0)", ".getUint32(4)"),
    Mutant("site_checks_a_turn", _CHECK, "  if (!seed) return { known: hour + HOUR, hash };\n", ""),
    Mutant("search_forgives", _SEARCH, "swapped ? Number(before[column - 2]) + 1 : NOT_AT_ALL", "NOT_AT_ALL"),
    Mutant("search_forgives", _SEARCH, "const ONE_SLIP = 4;", "const ONE_SLIP = 3;"),
    Mutant("search_forgives", _SEARCH, "const ONE_SLIP = 4;", "const ONE_SLIP = 5;"),
    Mutant("search_forgives", _SEARCH, "const TWO_SLIPS = 7;", "const TWO_SLIPS = 10;"),
    Mutant("search_forgives", _SEARCH, "const TWO_SLIPS = 7;", "const TWO_SLIPS = 5;"),
    Mutant("search_forgives", _SEARCH, "...(OTHERS.get(office_id) ?? [])", ""),
    Mutant("soonest_offices_first", _SOONEST, "const FIRST = 5;", "const FIRST = 6;"),
    Mutant("soonest_offices_first", _SOONEST, "const NEARBY = 100;", "const NEARBY = 1000;"),
    Mutant("soonest_offices_first", _SOONEST, "const DAYS = 3;", "const DAYS = 4;"),
    Mutant("soonest_offices_first", _SOONEST, "=> !seats || day)", "=> true)"),
    Mutant("soonest_offices_first", _SOONEST, "one.rank - two.rank || (one", "(one"),
    Mutant("soonest_offices_first", _SOONEST, "one.rank === AWAY ? 0", "false ? 0"),
    Mutant("soonest_offices_first", _SOONEST, " && !(date === wanted.date && slot.session === wanted.session)", ""),
    Mutant("soonest_offices_first", _SOONEST, "rank === MEANT || place < FIRST", "place < FIRST"),
    Mutant("soonest_offices_first", _SOONEST, "rank === MEANT || place < FIRST", "true"),
    Mutant(
        "soonest_offices_first",
        _SOONEST,
        "MEANT : far > NEARBY ? AWAY",
        "(far > NEARBY ? AWAY : MEANT) : far > NEARBY ? AWAY",
    ),
    Mutant("soonest_offices_first", _SOONEST, " && slot.session === wanted.session", ""),
    Mutant("soonest_offices_first", _SOONEST, "one.day.localeCompare(two.day)) || ", "0) || "),
    Mutant("soonest_offices_first", _SOONEST, "seats_left >= people", "seats_left >= 1"),
    Mutant("none_is_told_where_none_is", _ALTERNATIVES, 'return opens ? "" : html`', "return html`"),
    Mutant(
        "none_is_told_where_none_is",
        "website/pages/look/day.js",
        "take(option, option), opens)",
        "take(option, option))",
    ),
    Mutant("none_is_told_where_none_is", _ALTERNATIVES, "...nearestDays(office, others, slot, people), ", ""),
    Mutant("none_is_told_where_none_is", _ALTERNATIVES, "!isPresentSlot({ office_id", "({ office_id"),
    Mutant("none_is_told_where_none_is", "website/pages/parts/refusal.js", "choose, document.opens_at)", "choose)"),
    Mutant("none_is_told_where_none_is", _ALTERNATIVES, "around.length || !isAhead ? around : await ask({})", "around"),
    Mutant(
        "none_is_told_where_none_is",
        "website/pages/parts/refusal.js",
        "document.alternatives?.length ? document.alternatives : nearby(slot, people)",
        "document.alternatives ?? nearby(slot, people)",
    ),
    Mutant("kept_booking_is_painted_again", _BOOKING, "if (isTimely && ", "if ("),
    Mutant("kept_booking_is_painted_again", _BOOKING, "if (isTimely && ", "if (false && "),
    Mutant("new_register_first", _LOG_IN, '${isKnownDevice() ? "" : html`', '${true ? "" : html`'),
    Mutant("new_register_first", _LOG_IN, '${isKnownDevice() ? "" : html`', '${false ? "" : html`'),
    Mutant("ended_sign_up_is_told", _SIGN_UP, '["/antrean", "site.my_booking"]', '["/masuk", "log_in.title"]'),
    Mutant("ended_sign_up_is_told", _SIGN_UP, '${t("log_in.known_title")}', ""),
    Mutant("who_helps_need_not_come", _CHECK_PAGE, 'relation === "self") ? html`', 'relation === "x") ? html`'),
    Mutant("who_helps_need_not_come", _CHECK_PAGE, 'relation === "self") ? html`', 'relation !== "x") ? html`'),
    Mutant(
        "screen_is_offered_with_a_ticket",
        _BOOKING,
        '${news === "baru" ? onTheScreen(visit) : ""}',
        "${onTheScreen(visit)}",
    ),
    Mutant("screen_is_offered_with_a_ticket", _BOOKING, 'if (way === "none") return "";', ""),
    Mutant("screen_is_offered_with_a_ticket", _OFFLINE, "  offer = undefined;\n", ""),
    Mutant(
        "screen_is_offered_with_a_ticket",
        _OFFLINE,
        '"standalone" in navigator && !navigator.standalone',
        '"standalone" in navigator',
    ),
    Mutant("people_come_before_slots", _DRAFTS, "  if (booking_id) return people || 1;\n", ""),
    Mutant("people_come_before_slots", _DRAFTS, "chosen <= 1 + MOST_FAMILY", "chosen <= 2 + MOST_FAMILY"),
    Mutant("people_come_before_slots", _DRAFTS, "chosen >= 1 && ", ""),
    Mutant("people_come_before_slots", _OWNER, "    looking.change(chosen);\n", ""),
    Mutant("people_come_before_slots", _OWNER, "of [newBooking, looking, addition,", "of [newBooking, addition,"),
    Mutant("offices_without_their_seats", _OFFICES, "const FRESH = 30_000;", "const FRESH = 60_000;"),
    Mutant("offices_without_their_seats", _OFFICES, "askedSeats?.people !== people || ", ""),
    Mutant("offices_without_their_seats", _OFFICES, "error instanceof Unreachable) return null", "false) return null"),
    Mutant("page_opens_by_itself", _WAIT, "const SPREAD = 2 * SECOND;", "const SPREAD = 60 * SECOND;"),
    Mutant("page_opens_by_itself", _WAIT, "if (left > 0 && !isDoubtful()) timer", "if (!isDoubtful()) timer"),
    Mutant("page_opens_by_itself", _WAIT, "if (left > 0 && !isDoubtful()) timer", "if (false) timer"),
    Mutant("site_checks_a_rank", _CHECK, "`antrean/waiting/v1/${account}`", "account"),
)
