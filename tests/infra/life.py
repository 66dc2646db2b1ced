"""A life of the system: everything that the rules do on the table, once, through the functions."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from antrean.base.ids import KEPT
from antrean.policy.system import JOB_PATIENCE
from instruments.replay.failed_batches import gave_up
from instruments.replay.people import family, nik
from tests.infra.missed_life import miss_visits
from tests.infra.policed_world import CLOSED_DAY, DAY, EMAIL, NOW, OFFICE, OTHER_DAY, PASSWORD, Dies, World
from tests.infra.staff_life import manage_staff, receive
from tests.infra.waiting_life import wait_for_seats


def live(world: World) -> None:
    """Let the system live through everything that the rules do on the table."""
    assert world.run("publisher", {})["quotas_written"] > 0
    citizen = sign_up(world)
    for path in ("/offices", f"/offices/{OFFICE}/availability", f"/offices/{OFFICE}/releases"):
        assert world.ask("offices", "GET", path)[0] == 200
    assert world.ask("offices", "GET", "/availability", query={"people": "2"})[0] == 200
    keep_bookings(world, citizen)
    be_told(world, citizen)
    look_for_seats(world)
    work_as_staff(world, citizen)
    be_audited(world)
    miss_visits(world)
    end_key_of_niks(world)
    be_erased(world, citizen)
    show_cards(world)


def change_address(world: World) -> None:
    """Log in from two devices, agree, change the password and the address of the account, and undo that."""
    world.clock.instant += timedelta(seconds=1)
    for device in ("telepon-siti-22-karakter", "komputer-siti-22-karakter", "komputer-siti-22-karakter"):
        note = world.ask("accounts", "POST", "/me/logins", {"device": device}, claims=world.claims(EMAIL))
        assert note[0] == 204
    agreed = {"notice_version": "2026-12-01", "children": True}
    assert world.ask("accounts", "PATCH", "/me", agreed, claims=world.claims(EMAIL))[0] == 200
    wish = {"old_password": PASSWORD, "new_password": PASSWORD}
    assert world.ask("accounts", "POST", "/me/password", wish, claims=world.claims(EMAIL))[0] == 204
    world.clock.instant += timedelta(seconds=1)
    account_id = world.user(EMAIL).account_id
    new = {"email": "siti.baru@contoh.id", "password": PASSWORD}
    status, answer = world.ask("accounts", "POST", "/me/email", new, claims=world.claims(EMAIL))
    assert status == 202
    proof = {"secret": answer["secret"], "code": world.code(new["email"])}
    assert world.ask("accounts", "POST", "/accounts/email/confirm", proof)[0] == 204
    undo = {"secret": world.undo_secret(account_id), "password": PASSWORD}
    assert world.ask("accounts", "POST", "/accounts/email/undo", undo)[0] == 204
    world.clock.instant += timedelta(seconds=1)


def sign_up(world: World) -> dict[str, str]:
    """Register a citizen, also past every refusal that touches the table; return the claims of the token."""
    form = {"nik": nik(1), "full_name": "Siti Rahayu", "birth_date": "1990-05-17", "email": EMAIL}
    form |= {"phone": "081234567890"}
    # twice, of which the second waits beside the first, and once with another mailbox
    secrets = [world.begin("/accounts", form) for _ in range(2)]
    rival = world.begin("/accounts", {**form, "email": "rival@contoh.id"})
    world.registry = "unknown"
    world.be_checked()
    world.registry = "match"
    world.be_checked()
    # a user of an earlier release who was never confirmed stands in the way
    world.pool.sign_up(Username=EMAIL, Password=PASSWORD, UserAttributes=[])
    world.user(EMAIL).confirmed = False
    assert world.confirm("/accounts", EMAIL, secrets[1])[0] == 204
    # the mailbox is taken by now, and so is the NIK, whose owner is told
    assert world.confirm("/accounts", EMAIL, secrets[0])[0] == 409
    assert world.confirm("/accounts", "rival@contoh.id", rival)[0] == 409
    # the user is deleted at Cognito, and comes back with another password; then it gets another one
    for delete in (True, False):
        if delete:
            world.pool.users.clear()
        secret = world.begin("/accounts/password", {"email": EMAIL})
        assert world.confirm("/accounts/password", EMAIL, secret)[0] == 204
    change_address(world)
    claims = world.claims(EMAIL)
    assert world.ask("accounts", "GET", "/me", claims=claims)[0] == 200
    # somebody who confirmed at an earlier release, which died then
    assert world.ask("accounts", "GET", "/me", claims=world.claims(world.earlier("earlier", 90)))[0] == 200
    assert world.ask("accounts", "PATCH", "/me", {"language": "en"}, claims=claims)[0] == 200
    keep_a_household(world, claims)
    assert world.ask("own_account", "POST", "/me/sessions/end", claims=claims)[0] == 204
    world.clock.instant += timedelta(seconds=1)
    claims = world.claims(EMAIL)
    mine = {"nik": nik(1), "birth_date": "1990-05-17"}
    assert world.ask("own_account", "POST", "/me/check", mine, claims=claims)[0] == 202
    world.be_checked()
    return claims


def show_cards(world: World) -> None:
    """Show identity cards at a counter: for each deed that an officer does with an account."""
    officer = {"sub": "officer-1", "cognito:groups": "officers", "custom:offices": OFFICE, "token_use": "id"}
    path = f"/staff/offices/{OFFICE}/identity"
    for serial, email in ((71, "kartu@contoh.id"), (72, "lain@contoh.id")):
        world.register(email, serial)
    deeds: list[dict[str, str]] = [
        {"deed": "raise"},
        {"deed": "recover", "email": "baru@contoh.id"},
        {"deed": "transfer", "email": "lain@contoh.id"},
        {"deed": "transfer", "email": "baru@contoh.id"},
        {"deed": "close"},
    ]
    for number, deed in enumerate(deeds):
        status, seen = world.ask("identity", "POST", f"{path}/look", {"nik": nik(71)}, claims=officer)
        assert status == 200
        headers = {"Idempotency-Key": f"card-{number}", "If-Match": f'"{seen["version"]}"'}
        body = {"nik": nik(71), "reason": "KTP", **deed}
        assert world.ask("identity", "POST", path, body, claims=officer, headers=headers)[0] == 200, deed


def keep_a_household(world: World, claims: dict[str, str]) -> None:
    """Keep two children, change one, and forget the other."""
    for serial in (70, 71):
        key, form = {"Idempotency-Key": f"member-{serial}"}, family(2, serial)[1]
        assert world.ask("accounts", "POST", "/me/household", form, claims=claims, headers=key)[0] == 200
    _, home = world.ask("accounts", "GET", "/me/household", claims=claims)
    one, other = (each["member_id"] for each in home["members"])
    assert world.ask("accounts", "PATCH", f"/me/household/{one}", {"full_name": "Budi"}, claims=claims)[0] == 200
    assert world.ask("accounts", "DELETE", f"/me/household/{other}", claims=claims)[0] == 200


def be_told(world: World, claims: dict[str, str]) -> None:
    """Book with somebody who has an account: both are told, by the stream's records, some of which were given up.

    Then be reminded, and have SES report what became of a mail.
    """
    request = {"office_id": OFFICE, "date": DAY, "session": "morning", "service": "new", "applicants": family(2, 10)}
    status, made = book(world, claims, request, "key-told")
    assert status == 201
    image = world.item(f"BOOKING#{made['booking_id']}", "BOOKING")
    number = world.stream.write(None, image)
    world.run("dispatcher", {"Records": world.stream.records[-1:]})
    world.queues.send("ChangeFailures", gave_up(number, number, 1))
    world.queues.send("NoticeFailures", world.queues.bodies("Notices")[0])
    told = world.run("notice_replayer", {})
    assert (told["changes"]["done"], told["notices"]["done"]) == (1, 1)
    now = world.clock.instant
    world.clock.instant = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    assert world.run("reminders", {}) == {"reminders": 1}
    world.clock.instant = now
    deliver(world)
    recipients = [{"emailAddress": "another@contoh.id"}]
    bounced = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": recipients}}
    sent = {"eventType": "Send", "mail": {"tags": {"reference": [f"{made['booking_id']}__0__booked"]}}}
    for report in ({"mail": {}, **bounced}, sent):
        message = {"messageId": "1", "body": json.dumps(report)}
        assert world.run("mail_reports", {"Records": [message]}) == {"batchItemFailures": []}
    assert world.ask("bookings", "POST", f"/bookings/{made['booking_id']}/cancel", {}, claims=claims)[0] == 200


def look_for_seats(world: World) -> None:
    """Sum an office up after its seats changed, and look at the seats of all; a change of the staff names no office."""
    for pk, sk in ((f"OFFICE#{OFFICE}", f"QUOTA#{DAY}#morning"), ("AUDIT#STAFF", "2026-12-01T03:00:00+00:00#x")):
        world.stream.write(None, {"pk": {"S": pk}, "sk": {"S": sk}})
    assert world.run("dispatcher", {"Records": world.stream.records[-2:]}) == {"batchItemFailures": []}
    status, seen = world.ask("offices", "GET", "/offices/seats", query={"people": "2"})
    assert (status, [each["office_id"] for each in seen["offices"]]) == (200, [OFFICE, "depok"])


def deliver(world: World) -> None:
    """Bring every notice that was ever asked for to its person; at least one of them is a mail now."""
    before = world.mails
    for notice_id in sorted(set(world.queues.bodies("Notices"))):
        message = {"messageId": notice_id, "body": notice_id}
        assert world.run("notifier", {"Records": [message]}) == {"batchItemFailures": []}
    assert world.mails > before


def keep_bookings(world: World, claims: dict[str, str]) -> None:
    """Book, die, be swept, add, move, see, cancel."""
    slot = {"office_id": OFFICE, "date": DAY, "session": "morning"}
    request = {**slot, "service": "new", "applicants": family(2, 10)}
    with pytest.raises(Dies):
        book(world, claims, request, "key-0", dies_at="transact_write_items")
    world.clock.instant += timedelta(seconds=61)
    assert world.run("sweeper", {})["resolved"] == 1
    status, made = book(world, claims, request, "key-1")
    assert status == 201
    # refused by the table, since somebody else holds the account: the claim is fenced and given back
    assert book(world, claims, request, "key-2")[0] == 409
    number = world.stream.write(None, booking_image(made["booking_id"]))
    world.queues.send("ReceiptFailures", gave_up(number, number, 1))
    assert world.run("receipt_replayer", {})["done"] == 1
    path = f"/bookings/{made['booking_id']}"
    more = {"applicants": family(2, 20)[1:]}
    key = {"Idempotency-Key": "key-3"}
    assert world.ask("bookings", "POST", f"{path}/applicants", more, claims=claims, headers=key)[0] == 200
    too_many = {**request, "applicants": family(2, 10)}
    assert book(world, {**claims, "sub": "nobody", "custom:account_id": "nobody"}, too_many, "key-4")[0] == 403
    key = {"Idempotency-Key": "key-5"}
    moved = {**slot, "date": OTHER_DAY}
    assert world.ask("bookings", "POST", f"{path}/reschedule", moved, claims=claims, headers=key)[0] == 200
    leave_anothers_booking(world, claims, path)
    for view in ("/bookings", path, f"{path}/calendar"):
        assert world.ask("bookings", "GET", view, claims=claims)[0] == 200
    assert world.ask("receipts", "GET", f"{path}/receipt", claims=claims)[0] == 200
    replace_key_of_niks(world, claims)
    for view in ("/me/seen", "/me/export"):
        assert world.ask("own_account", "GET", view, claims=claims)[0] == 200
    assert world.ask("bookings", "POST", f"{path}/cancel", {}, claims=claims)[0] == 200


def replace_key_of_niks(world: World, claims: dict[str, str]) -> None:
    """Make a version, and go on to it by looking at the profile, or by hand."""
    assert world.run("nik_keys", {"step": "make", "version": 2})["newest"] == 2
    assert world.ask("accounts", "GET", "/me", claims=claims)[0] == 200
    # A run may have no time left for another scan of the whole table.
    assert world.run("nik_keys", {"step": "renew"})["found"] is None
    assert world.run("nik_keys", {"step": "look"})["found"]["registrations"].keys() == {"v2"}
    assert "younger than a day" in world.run("nik_keys", {"step": "retire", "version": 1})["refused"]


def end_key_of_niks(world: World) -> None:
    """Forget, once the first version has ended, where registrations were under it."""
    both = json.loads(world.nik_keys.values[world.nik_keys.labels[KEPT]])
    world.keep_nik_keys({**both, "oldest": 2})
    assert world.run("nik_keys", {"step": "renew"})["after"] is None
    assert "moved" not in world.run("nik_keys", {"step": "look"})["found"]


def leave_anothers_booking(world: World, booker: dict[str, str], path: str) -> None:
    """Register as the first of the family; see, contest and leave the booking, to which its booker objects."""
    claims = world.register("dewi@contoh.id", 10, "Dewi Sari")
    listing = f"/me/listings/{path.rpartition('/')[2]}"
    assert world.ask("bookings", "GET", "/me/listings", claims=claims)[0] == 200
    hour = {"at": f"{world.clock.now():%Y-%m-%dT%H:00:00Z}"}
    assert world.ask("bookings", "GET", "/me/turns", claims=claims, query=hour)[0] == 200
    assert world.ask("bookings", "POST", f"{listing}/contest", claims=claims)[0] == 200
    assert world.ask("bookings", "POST", f"{path}/applicants/1/object", claims=booker)[0] == 200
    assert world.ask("bookings", "POST", f"{listing}/leave", claims=claims)[0] == 409
    assert world.ask("bookings", "POST", f"{path}/applicants/1/leave", claims=booker)[0] == 200


def booking_image(booking_id: str) -> dict[str, Any]:
    """As much of a booking's image in the stream as a replay looks at."""
    return {"pk": {"S": f"BOOKING#{booking_id}"}, "sk": {"S": "BOOKING"}, "revision": {"N": "0"}}


def book(world: World, claims: dict[str, str], request: object, key: str, dies_at: str = "") -> tuple[int, Any]:
    """Send `POST /bookings`."""
    headers = {"Idempotency-Key": key}
    return world.ask("bookings", "POST", "/bookings", request, claims=claims, headers=headers, dies_at=dies_at)


def work_as_staff(world: World, citizen: dict[str, str]) -> None:
    """Close the seats of a slot, see a citizen refused there, and check another booking in."""
    claims = {"sub": "staff", "token_use": "id", "cognito:groups": "officers,operators", "custom:offices": "*"}
    quotas, settings = f"/admin/offices/{OFFICE}/quotas", f"/admin/offices/{OFFICE}"
    assert world.ask("admin", "GET", quotas, claims=claims)[0] == 200
    assert world.ask("admin", "GET", settings, claims=claims)[0] == 200
    manage_staff(world, {**claims, "cognito:groups": "administrators"})
    details = {"details": {"hours": "08.00-16.00"}, "reason": "renovation"}
    assert world.ask("admin", "PUT", settings, details, claims=claims, headers={"If-Match": '"0"'})[0] == 200
    assert world.ask("offices", "GET", f"/offices/{OFFICE}")[0] == 200
    wait_for_seats(world, citizen, claims)
    close_and_open_again(world, citizen, claims)
    change = {"capacity": 1, "reason": "renovation"}
    etag = {"If-Match": '"1"'}
    assert world.ask("admin", "PUT", f"{quotas}/{DAY}/afternoon", change, claims=claims, headers=etag)[0] == 200
    lane = {"capacity": 30, "reason": "renovation"}
    assert world.ask("admin", "PUT", f"{quotas}/{DAY}/walk_in_bap", lane, claims=claims, headers=etag)[0] == 200
    request = {"office_id": OFFICE, "date": DAY, "session": "afternoon", "service": "new", "applicants": family(2, 30)}
    # full: the alternatives are looked for
    assert book(world, citizen, request, "key-6")[0] == 409
    status, made = book(world, citizen, {**request, "session": "morning"}, "key-7")
    assert status == 201
    world.clock.instant = datetime.combine(date.fromisoformat(DAY), NOW.time(), UTC)
    scanned = {"code": f"AP1{made['booking_id']}", "office_id": OFFICE}
    assert world.ask("door", "POST", "/checkins", scanned, claims=claims)[0] == 200
    receive(world, claims, made["booking_id"])


def close_and_open_again(world: World, citizen: dict[str, str], claims: dict[str, str]) -> None:
    """Close the session of a booking, see whom to call, and open it again; the minute's run does what is left."""
    slot = {"office_id": OFFICE, "date": CLOSED_DAY, "session": "morning"}
    request = {**slot, "service": "new", "applicants": family(2, 10)}
    status, made = book(world, citizen, request, "key-8")
    assert status == 201
    begun = world.clock.instant
    first = close_session(world, claims, "close-1")
    assert world.ask("admin", "POST", f"{first}/send", claims=claims)[0] == 200
    world.stream.write(None, world.item(f"BOOKING#{made['booking_id']}", "BOOKING"))
    world.run("dispatcher", {"Records": world.stream.records[-1:]})
    deliver(world)
    world.clock.instant += timedelta(hours=49)
    assert world.ask("admin", "GET", f"{first}/calls", claims=claims)[1]["calls"]
    assert world.ask("bookings", "GET", f"/bookings/{made['booking_id']}/places", claims=citizen)[0] == 200
    assert world.ask("admin", "POST", f"{first}/reopen", claims=claims)[0] == 200
    world.clock.instant += timedelta(minutes=2)
    assert world.run("sweeper", {})["closures"] == 1
    # the function dies before it displaced anybody, and the clock goes on
    with pytest.raises(Dies):
        close_session(world, claims, "close-2", dies_at="batch_get_item")
    assert world.run("sweeper", {})["closures"] == 1
    world.clock.instant = begun
    assert world.ask("bookings", "POST", f"/bookings/{made['booking_id']}/cancel", {}, claims=citizen)[0] == 200


def close_session(world: World, claims: dict[str, str], key: str, dies_at: str = "") -> str:
    """Close the morning of the closed day, as it was previewed; return the path of the closure."""
    closures = f"/admin/offices/{OFFICE}/closures"
    days = {"from": CLOSED_DAY, "to": CLOSED_DAY, "session": "morning"}
    status, seen = world.ask("admin", "GET", f"{closures}/preview", query=days, claims=claims)
    assert status == 200
    headers = {"Idempotency-Key": key, "If-Match": seen["etag"]}
    body = {**days, "reason": "renovation"}
    status, made = world.ask("admin", "POST", closures, body, claims=claims, headers=headers, dies_at=dies_at)
    assert status == 201
    assert world.ask("admin", "GET", f"/admin/closures/{made['closure_id']}", claims=claims)[0] == 200
    status, listed = world.ask("admin", "GET", closures, claims=claims)
    assert (status, made["closure_id"] in [each["closure_id"] for each in listed["closures"]]) == (200, True)
    return f"/admin/closures/{made['closure_id']}"


def be_audited(world: World) -> None:
    """Lose a seat of the slot that people are served in, and see it named: what seems broken is looked at closely.

    Before and after the job has listed the bookings, of which one lost its place in the index.
    """
    assert world.run("auditor", {})["broken"] == []
    assert world.run("jobs", {}) == {"left": 2}
    world.unlist_a_booking()
    for left in (2, 2, 2, 0):
        world.clock.instant += JOB_PATIENCE / 4
        assert world.run("jobs", {}) == {"left": left}
    assert world.run("auditor", {})["broken"] == []
    world.lose_a_seat(f"OFFICE#{OFFICE}", f"QUOTA#{DAY}#morning")
    assert world.run("auditor", {})["broken"] == [f"{OFFICE}/{DAY}/morning"]


def be_erased(world: World, claims: dict[str, str]) -> None:
    """Close the account, keep it, close it again, and let the job of a day two weeks later erase it."""
    world.clock.instant = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)
    wrong, right = {"password": "a wrong password"}, {"password": PASSWORD}
    assert world.ask("own_account", "POST", "/me/close", wrong, claims=claims)[0] == 422
    assert world.ask("own_account", "POST", "/me/close", right, claims=claims)[0] == 200
    assert world.ask("own_account", "POST", "/me/reopen", claims=claims)[0] == 200
    assert world.ask("own_account", "POST", "/me/close", right, claims=claims)[0] == 200
    world.clock.instant = datetime(2027, 1, 3, 3, 0, tzinfo=UTC)
    for due in (1, 1, 1, 1, 0):
        assert world.run("eraser", {}) == {"due": due}
        world.clock.instant += JOB_PATIENCE / 4
    assert world.pool.by_email(EMAIL) is None
    # two years later another account is idle, and is looked at in its month
    world.clock.instant = datetime(2028, 12, 20, 3, 0, tzinfo=UTC)
    assert world.run("eraser", {}) == {"due": 0}
