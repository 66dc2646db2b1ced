"""WhatsApp: the real adapter against a server on this machine, and notices that go over it beside their mail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message as HttpHeaders
from pathlib import Path
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.closures import apply
from antrean.messages import whatsapp
from antrean.messages.letters import texts
from antrean.messages.port import Message, NotSent
from antrean.messages.whatsapp import WhatsAppMessenger, template_name
from antrean.notices.model import KINDS, Notice
from antrean.notices.templates import VALUES, registered
from instruments.mails import LANGUAGES
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import holds_nik
from tests.support.answering import answering
from tests.support.closings import close, displaced
from tests.support.same_table import closures_of
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW
from tests.unit.test_notices import MINUTE

ROOT = Path(__file__).resolve().parents[2]
MESSAGE = Message(
    "", "Besok Anda dinanti.", kind="reminder_today", language="id", values=("Kanim Bogor", "09.01–10.00")
)
TO = "+6281234567890"


class Meta:
    """A server that answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        """Answer that a message was taken."""
        self.url = ""
        self.status, self.code = 200, 0
        self.hangs_up = False
        self.asked: list[tuple[str, dict[str, str], Any]] = []

    def answer(self, path: str, headers: HttpHeaders, document: Any) -> tuple[int, bytes] | None:
        """Answer a POST."""
        self.asked.append((path, dict(headers), document))
        said: dict[str, Any] = {"error": {"code": self.code}} if self.code else {"messages": []}
        return None if self.hangs_up else (self.status, json.dumps(said).encode())


@contextmanager
def running() -> Iterator[Meta]:
    """Run a server for as long as the block takes."""
    made = Meta()
    with answering(made.answer) as address:
        made.url = f"{address}/v23.0"
        yield made


@pytest.fixture
def meta(socket_enabled: None) -> Iterator[Meta]:  # noqa: ARG001 - it lets this test talk to this machine
    """A server in Meta's place."""
    with running() as found:
        yield found


def messenger(meta: Meta, tokens: Callable[[], str] = lambda: "a token") -> WhatsAppMessenger:
    """The adapter, which talks to that server."""
    return WhatsAppMessenger(meta.url, "100200300", tokens)


def test_a_message_is_a_template_filled_with_values(meta: Meta) -> None:
    """To the number, in the language, with the token; no text and no name."""
    messenger(meta).send(TO, MESSAGE)
    [(path, headers, body)] = meta.asked
    assert path == "/v23.0/100200300/messages"
    assert headers["Authorization"] == "Bearer a token"
    assert (body["messaging_product"], body["to"], body["type"]) == ("whatsapp", "6281234567890", "template")
    assert body["template"]["name"] == "antrean_reminder_today"
    assert body["template"]["language"] == {"code": "id"}
    [component] = body["template"]["components"]
    assert [each["text"] for each in component["parameters"]] == ["Kanim Bogor", "09.01–10.00"]


@pytest.mark.parametrize(
    ("status", "code", "passing", "unsure"),
    [
        (400, 132001, False, False),
        (400, 131056, True, False),
        (401, 190, False, False),
        (403, 10, False, False),
        (429, 130429, True, False),
        (429, 0, True, False),
        (500, 1, True, True),
        (503, 0, True, True),
    ],
)
def test_what_an_answer_means(meta: Meta, status: int, code: int, passing: bool, unsure: bool) -> None:  # noqa: FBT001 - a table
    """Too much passes; a fault of the server is in doubt; the rest is refused for good. The reason names no number."""
    meta.status, meta.code = status, code
    with pytest.raises(NotSent) as failure:
        messenger(meta).send(TO, MESSAGE)
    assert (failure.value.passing, failure.value.unsure) == (passing, unsure)
    assert str(failure.value) == f"{status}-{code}"


def test_an_answer_that_never_comes_is_in_doubt(meta: Meta, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request was sent whole, so the message may have been too."""
    meta.hangs_up = True
    monkeypatch.setattr(whatsapp, "ANSWER_SECONDS", 0.5)
    with pytest.raises(NotSent) as failure:
        messenger(meta).send(TO, MESSAGE)
    assert (failure.value.passing, failure.value.unsure) == (True, True)


@pytest.mark.usefixtures("socket_enabled")
def test_where_nobody_answers_the_message_was_surely_not_sent() -> None:
    """No connection came about, so nothing was said."""
    with running() as gone:
        pass
    with pytest.raises(NotSent) as failure:
        messenger(gone).send(TO, MESSAGE)
    assert (failure.value.passing, failure.value.unsure) == (True, False)


def test_a_token_is_read_once_and_again_after_it_was_refused(meta: Meta) -> None:
    """Meta gives another one at any time; one that cannot be read now is no reason to give up."""
    tokens = iter(["old", "new"])

    def read() -> str:
        token = next(tokens, "")
        if not token:
            raise Busy
        return token

    sender = messenger(meta, read)
    sender.send(TO, MESSAGE)
    meta.status, meta.code = 401, 190
    with pytest.raises(NotSent):
        sender.send(TO, MESSAGE)
    meta.status, meta.code = 200, 0
    sender.send(TO, MESSAGE)
    assert [headers["Authorization"] for _, headers, _ in meta.asked] == ["Bearer old", "Bearer old", "Bearer new"]
    meta.status, meta.code = 401, 190
    with pytest.raises(NotSent):
        sender.send(TO, MESSAGE)
    with pytest.raises(NotSent) as failure:
        sender.send(TO, MESSAGE)
    assert (failure.value.passing, failure.value.unsure) == (True, False)


# ------------------------------------------------------------------------------------------- notices of two channels


@pytest.fixture
def both(services: Services, recorder: Recorder, clock: FixedClock) -> Telling:
    """Those who tell people, where there is a number for WhatsApp."""
    return Telling(services, recorder, clock, ("mail", "whatsapp"))


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti alone."""
    return book.book(services, siti, asked(1), KEY)


def reminder(booking: Booking) -> Notice:
    """A reminder that is due now."""
    occasion = f"{booking.slot.date}-{booking.slot.session}-{booking.slot.office_id}"
    return Notice("reminder_before", booking.booking_id, occasion, NOW)


def tell(both: Telling, booking: Booking) -> None:
    """Remind of a booking, and bring the notices as far as they get now."""
    both.dispatcher.begin(reminder(booking))
    both.bring()


@pytest.mark.parametrize(("wishes", "told"), [(True, ["reminder_before"]), (False, [])])
def test_only_who_asked_for_it_is_told_there(
    both: Telling,
    services: Services,
    made: Booking,
    wishes: bool,  # noqa: FBT001 - a value of the table
    told: list[str],
) -> None:
    """Their mail comes all the same; it goes to the telephone of the account, and holds no name, code or NIK."""
    if wishes:
        services.store.accounts.change_settings(made.account_id, whatsapp=True)
    tell(both, made)
    assert both.post.kinds == ["reminder_before"]
    assert both.whatsapp.kinds == told
    account = services.store.accounts.get(made.account_id)
    assert account
    for to, message in both.whatsapp.sent:
        assert to == account.phone
        said = " ".join((message.text, *message.values))
        assert account.full_name not in said
        assert made.booking_id not in said
        assert not holds_nik(said)


def test_who_wants_no_reminders_gets_none_there_either(both: Telling, services: Services, made: Booking) -> None:
    """What an office does to their visit they are told all the same."""
    services.store.accounts.change_settings(made.account_id, reminders=False, whatsapp=True)
    tell(both, made)
    assert both.whatsapp.kinds == []


def test_news_of_what_people_do_themselves_are_mails_alone(both: Telling, services: Services, made: Booking) -> None:
    """WhatsApp is for what sends people on their way or keeps them from it."""
    services.store.accounts.change_settings(made.account_id, whatsapp=True)
    both.tell(None, made)
    assert (both.post.kinds, both.whatsapp.kinds) == (["booked"], [])
    assert {kind for kind, meaning in KINDS.items() if "whatsapp" in meaning.channels} == VALUES.keys()


def test_a_closure_is_told_there_too(both: Telling, services: Services, made: Booking, clock: FixedClock) -> None:
    """With its reason, once the letters may go; also to a mailbox that takes no mail."""
    services.store.accounts.change_settings(made.account_id, whatsapp=True)
    closures = closures_of(services)
    closure = close(services, closures)
    account = services.store.accounts.get(made.account_id)
    assert account
    both.mailboxes.note_unreachable(account.email, "bounced", clock.instant)
    both.dispatcher.booking_changed(made, displaced(services, made))
    both.bring()
    assert both.whatsapp.sent == []
    apply.send(services, closures, "operator", closure)
    clock.instant += MINUTE
    both.bring()
    assert (both.post.kinds, both.whatsapp.kinds) == ([], ["displaced"])
    assert "Listrik padam" in both.whatsapp.sent[0][1].text


def test_where_there_is_no_number_nothing_is_written_or_sent(
    telling: Telling, services: Services, made: Booking, recorder: Recorder
) -> None:
    """The calls of a notice are those of a mail, and what waited when the number went is dropped."""
    services.store.accounts.change_settings(made.account_id, whatsapp=True)
    recorder.reset()
    telling.dispatcher.begin(reminder(made))
    assert recorder.calls == ["put_item"]
    both = Telling(services, recorder, telling.notifier.clock, ("mail", "whatsapp"))  # type: ignore[arg-type] # a FixedClock
    both.dispatcher.begin(reminder(made))
    for notice_id in both.queue.take():
        telling.notifier.deliver(notice_id)
    found = telling.notices.get(f"{reminder(made).notice_id}#whatsapp")
    assert found
    assert found.state == "dropped"


CALLS = 13
"""Two notices are written. For each the notifier reads notice, booking and account, begins and ends; for the mail it
reads the mailbox too."""


def test_the_calls_of_both_channels(both: Telling, services: Services, made: Booking, recorder: Recorder) -> None:
    """The deaths below are at every call; whether a mailbox takes mail is asked for mails alone."""
    services.store.accounts.change_settings(made.account_id, whatsapp=True)
    recorder.reset()
    tell(both, made)
    assert len(recorder.calls) == CALLS


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(CALLS))
def test_killed_at_any_call_neither_channel_repeats_the_other(
    both: Telling, services: Services, made: Booking, recorder: Recorder, clock: FixedClock, number: int, when: str
) -> None:
    """Each is told once, or given up where nobody knows; the try of one never sends the other again."""
    services.store.accounts.change_settings(made.account_id, whatsapp=True)

    recorder.kill(number, when)
    with pytest.raises(Killed):
        tell(both, made)
    recorder.reset()
    ids = {channel: f"{reminder(made).notice_id}{end}" for channel, end in (("mail", ""), ("whatsapp", "#whatsapp"))}
    doubtful = {
        channel: (found := both.notices.get(notice_id)) is not None and found.state == "sending"
        for channel, notice_id in ids.items()
    }
    for _ in range(4):
        tell(both, made)
        clock.instant += 16 * MINUTE
    for channel, post in (("mail", both.post), ("whatsapp", both.whatsapp)):
        ended = both.notices.get(ids[channel])
        assert ended
        if doubtful[channel]:
            assert (ended.state, len(post.sent) <= 1) == ("failed", True)
        else:
            assert (ended.state, len(post.sent)) == ("sent", 1)


# ------------------------------------------------------------------------------------------- templates


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", VALUES)
def test_templates_are_registered_as_they_are_filled(kind: str, language: str) -> None:
    """The page for whoever registers them has the very texts, with as many variables as are filled."""
    text = registered(kind, texts(language)["whatsapp"]["kinds"])  # type: ignore[arg-type] # a kind
    page = (ROOT / "docs/whatsapp.md").read_text()
    assert text in page
    assert f"`{template_name(kind)}`" in page
    assert text.count("{{") == len(VALUES[kind])  # type: ignore[index] # a kind
