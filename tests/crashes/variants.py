"""The operations of the matrix, each in a small world of its own in which somebody else wants its seats."""

from __future__ import annotations

from antrean.base.errors import Code
from antrean.people.items import account_key, registration_key
from antrean.people.limits import Limits
from antrean.slots.items import quota_key
from instruments.replay.people import nik
from tests.crashes.hall_variants import HALL_VARIANTS
from tests.crashes.number_variants import NUMBER_VARIANTS
from tests.crashes.office_variants import OFFICE_VARIANTS
from tests.crashes.play import Play
from tests.crashes.variant import Step, Variant, died, done
from tests.crashes.waiting_variants import WAITING_VARIANTS
from tests.crashes.wishes import (
    ADD,
    CANCEL,
    CANNOT_COME,
    CONTEST,
    FIVE,
    LEAVE,
    LISTED,
    MOVE,
    OBJECTION,
    ONE,
    ONLY_LISTED,
    OTHER_ADD,
    OUT,
    OWN,
    RIVAL_1,
    RIVAL_2,
    RIVAL_5,
    RIVAL_THERE,
    RIVAL_THERE_1,
    TWO,
    a_lease_passes,
    book_for,
)
from tests.interleavings.drawing import A_DAY, seen_at_a_counter
from tests.interleavings.mix import CITIZENS, CLOSES_AT, NIK_KEYS, OWNERS, SLOTS, Wish


def _landed_again(wish: Wish) -> Step:
    """A late packet of the claim of a booking, which makes the claim once more."""

    def land(play: Play) -> None:
        store = play.services().store
        made = store.bookings.get(wish.booking_id)
        assert made
        store.quotas.claim(made.slot, made.ranges[0].claim_id, made.ranges[0].n, play.clock.now())
        play.note("network", "a late packet: claim")

    return land


def _the_day_begins(play: Play) -> None:
    play.clock.instant = CLOSES_AT


def _a_day_passes(play: Play) -> None:
    play.clock.instant += A_DAY


def _known(citizen: str) -> Step:
    """A citizen who logged in by the national log-in."""

    def know(play: Play) -> None:
        seen_at_a_counter(play, citizen)

    return know


def _registered_long_ago(citizen: str) -> Step:
    """A citizen who registered before it was recorded when."""

    def forget(play: Play) -> None:
        pk, sk = registration_key(NIK_KEYS.key(nik(OWNERS[citizen])))
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        play.client.update_item(TableName=play.table_name, Key=key, UpdateExpression="REMOVE registered_at")

    return forget


def _noted(citizen: str) -> Step:
    """A citizen of whom it is noted that another account has booked them."""

    def note(play: Play) -> None:
        play.services().store.accounts.note_self_guarded(citizen)

    return note


def _cancelled_often(citizen: str) -> Step:
    """A citizen who cancelled three times within seconds."""

    def count(play: Play) -> None:
        accounts = play.services().store.accounts
        account = accounts.get(citizen)
        assert account
        second = int(play.clock.now().timestamp())
        assert accounts.save_limits(account, Limits(cancellations=(second - 3, second - 2, second - 1)))

    return count


def _turns_began(seconds: int) -> Step:
    """Turns of the morning that began so many seconds ago, in which all citizens have a place."""

    def begin(play: Play) -> None:
        for citizen in CITIZENS:
            pk, sk = account_key(citizen)
            key = {"pk": {"S": pk}, "sk": {"S": sk}}
            play.client.update_item(TableName=play.table_name, Key=key, UpdateExpression="REMOVE registered_at")
        pk, sk = quota_key(SLOTS[0])
        began = int(play.clock.now().timestamp()) - seconds
        play.client.update_item(
            TableName=play.table_name,
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET turn_from = :begin, turn_until = :until",
            ExpressionAttributeValues={":begin": {"N": str(began)}, ":until": {"N": str(began + 600)}},
        )

    return begin


VARIANTS = (
    Variant("book for one", ONE, (1, 0), rivals=(RIVAL_1,)),
    Variant("book for five", FIVE, (5, 0), rivals=(RIVAL_5,)),
    Variant("book in one's turn", ONE, (1, 0), before=(_turns_began(599),), rivals=(RIVAL_1,)),
    Variant("book before one's turn", ONE, (1, 0), before=(_turns_began(0),), refused=Code.NOT_YOUR_TURN),
    Variant(
        "book, refused by a guard",
        TWO,
        (2, 2),
        before=(done(book_for("citra", 0, 1, afternoon=True)),),
        rivals=(RIVAL_2,),
        refused=Code.NIK_ALREADY_BOOKED,
    ),
    Variant(
        "book, refused by another booking of the account",
        ONE,
        (1, 1),
        meanwhile=(book_for("ani", 1, afternoon=True, key="k2"),),
        rivals=(RIVAL_1,),
        refused=Code.BOOKING_EXISTS,
    ),
    Variant(
        "book, beaten by another request of the account",
        book_for("ani", 1),
        (1, 1),
        meanwhile=(book_for("ani", 0, afternoon=True, key="k2"),),
        rivals=(RIVAL_1,),
        refused=Code.BOOKING_EXISTS,
    ),
    Variant(
        "book, refused by a limit",
        ONE,
        (1, 0),
        before=(_cancelled_often("ani"),),
        rivals=(RIVAL_1,),
        refused=Code.LIMIT_REACHED,
    ),
    Variant("book, superseding", OWN, (2, 1), before=(done(LISTED), _known("budi")), rivals=(RIVAL_THERE_1,)),
    Variant(
        "book, superseding after a day",
        OWN,
        (2, 1),
        before=(_registered_long_ago("budi"), done(LISTED), done(CONTEST), _a_day_passes, _noted("budi")),
        rivals=(RIVAL_THERE_1,),
    ),
    Variant(
        "book, superseding the last",
        OWN,
        (1, 1),
        before=(died(ONLY_LISTED, "settle"), _known("budi"), _noted("budi")),
        rivals=(book_for("citra", 0), RIVAL_THERE_1),
    ),
    Variant(
        "book, superseding, refused by an objection",
        OWN,
        (2, 1),
        before=(
            _registered_long_ago("budi"),
            done(LISTED),
            done(CONTEST),
            done(OBJECTION),
            _a_day_passes,
            _noted("budi"),
        ),
        rivals=(RIVAL_THERE_1,),
        refused=Code.NIK_ALREADY_BOOKED,
    ),
    Variant(
        "book, superseding, beside a cancellation",
        OWN,
        (2, 1),
        before=(done(LISTED), _known("budi"), _noted("budi")),
        meanwhile=(CANCEL,),
        rivals=(RIVAL_THERE_1,),
    ),
    Variant("book, refused by a twin", TWO, (2, 0), meanwhile=(TWO,), rivals=(RIVAL_2,)),
    Variant(
        "book, refused by a twin with another body",
        TWO,
        (3, 0),
        meanwhile=(book_for("ani", 0),),
        rivals=(RIVAL_2,),
        refused=Code.IDEMPOTENCY_KEY_REUSED,
    ),
    Variant(
        "book on a full slot, a dead claim in the way",
        TWO,
        (2, 0),
        before=(died(book_for("citra", 0, 21), "commit"), a_lease_passes),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "book on a full slot, the claim of a booking in the way",
        TWO,
        (2, 0),
        before=(died(book_for("citra", 0, 21), "settle"), a_lease_passes),
        rivals=(RIVAL_2,),
        refused=Code.SLOT_FULL,
    ),
    Variant("add", ADD, (3, 0), before=(done(TWO),), rivals=(RIVAL_1,)),
    Variant(
        "add, refused by a guard",
        ADD,
        (3, 2),
        before=(done(TWO), done(book_for("citra", 0, 2, afternoon=True))),
        rivals=(RIVAL_1,),
        refused=Code.NIK_ALREADY_BOOKED,
    ),
    Variant("add, refused by a twin", ADD, (3, 0), before=(done(TWO),), meanwhile=(ADD,), rivals=(RIVAL_1,)),
    Variant(
        "add, beaten by another addition",
        ADD,
        (4, 0),
        before=(done(TWO),),
        meanwhile=(OTHER_ADD,),
        rivals=(RIVAL_1,),
    ),
    Variant("add, refused by another change", ADD, (3, 0), before=(done(TWO),), meanwhile=(LEAVE,), rivals=(RIVAL_1,)),
    Variant("move", MOVE, (2, 2), before=(done(TWO),), rivals=(RIVAL_2, RIVAL_THERE)),
    Variant(
        "move, a claim left unsettled",
        MOVE,
        (2, 2),
        before=(died(TWO, "settle"),),
        rivals=(RIVAL_2, RIVAL_THERE),
    ),
    Variant(
        "move to a full slot",
        MOVE,
        (2, 2),
        before=(done(TWO), done(RIVAL_THERE)),
        rivals=(RIVAL_2,),
        refused=Code.SLOT_FULL,
    ),
    Variant("move, refused by a twin", MOVE, (2, 2), (done(TWO),), meanwhile=(MOVE,), rivals=(RIVAL_2, RIVAL_THERE)),
    Variant(
        "move, refused by an addition",
        MOVE,
        # a function that died with its claim of two leaves room for the three that then move
        (3, 5),
        before=(done(TWO),),
        meanwhile=(ADD,),
        rivals=(RIVAL_2, book_for("citra", 0, 21, 22, 23, 24, afternoon=True)),
    ),
    Variant(
        "move, refused by a cancellation",
        MOVE,
        (2, 2),
        before=(done(TWO),),
        meanwhile=(CANCEL,),
        rivals=(RIVAL_2, RIVAL_THERE),
        refused=Code.TOO_LATE,
    ),
    Variant("cancel", CANCEL, (2, 0), before=(done(TWO),), rivals=(RIVAL_2,)),
    Variant("cannot come", CANNOT_COME, (2, 0), before=(done(TWO), _the_day_begins)),
    Variant("cannot come, somebody left", CANNOT_COME, (2, 0), before=(done(TWO), done(LEAVE), _the_day_begins)),
    Variant("cancel, a claim left unsettled", CANCEL, (2, 0), before=(died(TWO, "settle"),), rivals=(RIVAL_2,)),
    Variant(
        "cancel, a late packet's claim in the way",
        CANCEL,
        (4, 0),
        before=(done(TWO), _landed_again(TWO)),
        rivals=(RIVAL_2,),
    ),
    Variant("cancel, refused by an addition", CANCEL, (3, 0), (done(TWO),), meanwhile=(ADD,), rivals=(RIVAL_1,)),
    Variant("cancel, somebody left", CANCEL, (2, 0), before=(done(TWO), done(LEAVE)), rivals=(RIVAL_2,)),
    Variant("move, somebody left", MOVE, (2, 1), before=(done(TWO), done(LEAVE)), rivals=(RIVAL_2, RIVAL_THERE_1)),
    Variant("leave", LEAVE, (2, 0), before=(done(TWO),), rivals=(RIVAL_1,)),
    Variant("leave, a claim left unsettled", LEAVE, (2, 0), before=(died(TWO, "settle"),), rivals=(RIVAL_1,)),
    Variant(
        "leave, a late packet's claim in the way",
        LEAVE,
        (4, 0),
        before=(done(TWO), _landed_again(TWO)),
        rivals=(RIVAL_1,),
    ),
    Variant("leave, the last", Wish("leave", "ani", "k1"), (1, 0), before=(done(ONE),), rivals=(RIVAL_1,)),
    Variant("leave, refused by an addition", LEAVE, (3, 0), (done(TWO),), meanwhile=(ADD,), rivals=(RIVAL_1,)),
    Variant("leave listed", OUT, (2, 0), before=(done(LISTED), _known("budi")), rivals=(RIVAL_1,)),
    Variant(
        "leave listed, the last",
        OUT,
        (1, 0),
        before=(died(ONLY_LISTED, "settle"), _known("budi")),
        rivals=(RIVAL_1,),
    ),
    Variant(
        "leave listed, refused by an objection",
        OUT,
        (2, 0),
        before=(done(LISTED), done(CONTEST), done(OBJECTION), _a_day_passes),
        rivals=(RIVAL_1,),
        refused=Code.OBJECTED,
    ),
    Variant("leave listed, too early", OUT, (2, 0), before=(done(LISTED),), refused=Code.CONTEST_FIRST),
    Variant("contest", CONTEST, (2, 0), before=(done(LISTED),)),
    Variant(
        "contest, refused by a leaving",
        CONTEST,
        (2, 0),
        before=(done(LISTED),),
        meanwhile=(LEAVE,),
        refused=Code.NOT_FOUND,
    ),
    Variant("object", OBJECTION, (2, 0), before=(done(LISTED), done(CONTEST))),
    Variant(
        "object, refused by a leaving",
        OBJECTION,
        (2, 0),
        before=(done(LISTED), done(CONTEST)),
        meanwhile=(LEAVE,),
        refused=Code.NOT_CONTESTED,
    ),
    *OFFICE_VARIANTS,
    *HALL_VARIANTS,
    *NUMBER_VARIANTS,
    *WAITING_VARIANTS,
)
