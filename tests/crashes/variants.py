"""The operations of the matrix, each in a small world of its own in which somebody else wants its seats."""

from __future__ import annotations

from antrean.base.errors import Code
from antrean.people.items import registration_key
from antrean.people.limits import Limits
from antrean.slots.quota_forms import QuotaChange
from instruments.replay.people import nik
from tests.crashes.hall_variants import HALL_VARIANTS
from tests.crashes.play import Play
from tests.crashes.variant import Step, Variant, died, done
from tests.interleavings.drawing import A_DAY, seen_at_a_counter
from tests.interleavings.mix import CLOSES_AT, OWNERS, PAST_THE_LEASE, PEPPER, SLOTS, Wish, release_at


def _landed_again(wish: Wish) -> Step:
    """A late packet of the claim of a booking, which makes the claim once more."""

    def land(play: Play) -> None:
        store = play.services().store
        made = store.bookings.get(wish.booking_id)
        assert made
        store.quotas.claim(made.slot, made.ranges[0].claim_id, made.ranges[0].n, play.clock.now())
        play.note("network", "a late packet: claim")

    return land


def _a_lease_passes(play: Play) -> None:
    play.clock.instant += PAST_THE_LEASE


def _the_day_begins(play: Play) -> None:
    play.clock.instant = CLOSES_AT


def _the_minute_comes(play: Play) -> None:
    play.clock.instant = release_at(SLOTS[0])


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
        pk, sk = registration_key(PEPPER.nik_key(nik(OWNERS[citizen])))
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


def _book(citizen: str, *people: int, afternoon: bool = False, key: str = "k1") -> Wish:
    """Book for people: 0 is the citizen, others are children."""
    return Wish("book", citizen, key, key, SLOTS[afternoon], people)


def _change(capacity: int, reason: str = "uji coba") -> Wish:
    return Wish("change", change=QuotaChange(capacity=capacity, reason=reason))


ONE, TWO, FIVE = _book("ani", 0), _book("ani", 0, 1), _book("ani", 0, 1, 2, 3, 4)
ADD = Wish("add", "ani", "k1", "x1", people=(2,))
OTHER_ADD = Wish("add", "ani", "k1", "x2", people=(3,))
MOVE = Wish("move", "ani", "k1", "x1", SLOTS[1])
CANCEL = Wish("cancel", "ani", "k1")
LEAVE = Wish("leave", "ani", "k1", place=1)
BUDI = OWNERS["budi"]
LISTED, ONLY_LISTED = _book("ani", 0, BUDI), _book("ani", BUDI)
CONTEST = Wish("contest", "ani", "k1", listed="budi")
OUT = Wish("leave listed", "ani", "k1", listed="budi")
OBJECTION = Wish("object", "ani", "k1", place=1)
OWN = _book("budi", 0, afternoon=True)
CLOSE, REOPEN, GO_ON = Wish("close", key="c1"), Wish("reopen", key="c1"), Wish("go on")
# rivals, by how many seats they want
RIVAL_1, RIVAL_2, RIVAL_5 = _book("budi", 0), _book("budi", 0, 11), _book("budi", 0, 11, 12, 13, 14)
RIVAL_OF_ONE = _book("budi", 0, 1, afternoon=True)
RIVAL_THERE, RIVAL_THERE_1 = _book("citra", 0, 21, afternoon=True), _book("citra", 0, afternoon=True)

VARIANTS = (
    Variant("book for one", ONE, (1, 0), rivals=(RIVAL_1,)),
    Variant("book for five", FIVE, (5, 0), rivals=(RIVAL_5,)),
    Variant(
        "book, refused by a guard",
        TWO,
        (2, 2),
        before=(done(_book("citra", 0, 1, afternoon=True)),),
        rivals=(RIVAL_2,),
        refused=Code.NIK_ALREADY_BOOKED,
    ),
    Variant(
        "book, refused by another booking of the account",
        ONE,
        (1, 1),
        meanwhile=(_book("ani", 1, afternoon=True, key="k2"),),
        rivals=(RIVAL_1,),
        refused=Code.BOOKING_EXISTS,
    ),
    Variant(
        "book, beaten by another request of the account",
        _book("ani", 1),
        (1, 1),
        meanwhile=(_book("ani", 0, afternoon=True, key="k2"),),
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
        rivals=(_book("citra", 0), RIVAL_THERE_1),
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
        meanwhile=(_book("ani", 0),),
        rivals=(RIVAL_2,),
        refused=Code.IDEMPOTENCY_KEY_REUSED,
    ),
    Variant(
        "book on a full slot, a dead claim in the way",
        TWO,
        (2, 0),
        before=(died(_book("citra", 0, 21), "commit"), _a_lease_passes),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "book on a full slot, the claim of a booking in the way",
        TWO,
        (2, 0),
        before=(died(_book("citra", 0, 21), "settle"), _a_lease_passes),
        rivals=(RIVAL_2,),
        refused=Code.SLOT_FULL,
    ),
    Variant("add", ADD, (3, 0), before=(done(TWO),), rivals=(RIVAL_1,)),
    Variant(
        "add, refused by a guard",
        ADD,
        (3, 2),
        before=(done(TWO), done(_book("citra", 0, 2, afternoon=True))),
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
        rivals=(RIVAL_2, _book("citra", 0, 21, 22, 23, 24, afternoon=True)),
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
    Variant("raise the quota", _change(2), (0, 0), rivals=(RIVAL_2,)),
    Variant("lower the quota", _change(0), (2, 0), rivals=(RIVAL_2,)),
    Variant(
        "lower the quota by kept seats",
        _change(2),
        (4, 0),
        before=(done(TWO), done(CANCEL)),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "lower the quota by kept seats, refused by their release",
        _change(2),
        (3, 0),
        before=(done(TWO), done(CANCEL), _the_minute_comes),
        meanwhile=(Wish("sweep"),),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "change the quota, refused by another change",
        _change(2),
        (1, 0),
        meanwhile=(_change(1, "renovasi"),),
        rivals=(RIVAL_1,),
        refused=Code.VERSION_CONFLICT,
    ),
    Variant(
        "lower the quota, refused by a booking",
        _change(1),
        (2, 0),
        meanwhile=(_book("citra", 0, 21),),
        rivals=(RIVAL_2,),
        refused=Code.CAPACITY_BELOW_TAKEN,
    ),
    Variant(
        "sweep",
        Wish("sweep"),
        (3, 0),
        before=(died(_book("ani", 0), "commit"), died(_book("citra", 0, 21), "settle"), _a_lease_passes),
        rivals=(RIVAL_1,),
    ),
    Variant(
        "sweep, releasing kept seats",
        Wish("sweep"),
        (3, 0),
        before=(done(TWO), done(CANCEL), _the_minute_comes),
        rivals=(RIVAL_2,),
    ),
    # RIVAL_OF_ONE wants a person of the booking that is displaced
    Variant("close", CLOSE, (4, 3), before=(done(TWO), done(_book("citra", 0))), rivals=(RIVAL_OF_ONE, CANCEL)),
    Variant("close, a claim left unsettled", CLOSE, (2, 3), before=(died(TWO, "settle"),), rivals=(RIVAL_OF_ONE,)),
    Variant("close, a dead claim in the way", CLOSE, (2, 3), before=(died(TWO, "commit"), _a_lease_passes)),
    Variant("close, beside an addition", CLOSE, (3, 0), before=(done(TWO),), meanwhile=(ADD,), rivals=(LEAVE,)),
    Variant(
        "close the quota",
        Wish("change", change=QuotaChange(state="closed", reason="listrik padam")),
        (2, 3),
        before=(done(TWO),),
        rivals=(RIVAL_OF_ONE, MOVE),
    ),
    Variant("go on closing", GO_ON, (2, 3), before=(done(TWO), died(CLOSE, "displace")), rivals=(RIVAL_OF_ONE, CANCEL)),
    Variant("open again", REOPEN, (4, 3), before=(done(TWO), done(_book("citra", 0)), done(CLOSE)), rivals=(MOVE,)),
    Variant("open again, beside a move", REOPEN, (2, 3), before=(done(TWO), done(CLOSE)), meanwhile=(MOVE,)),
    Variant(
        "go on opening",
        GO_ON,
        (2, 3),
        before=(done(TWO), done(CLOSE), done(REOPEN), _a_lease_passes),
        rivals=(RIVAL_1, CANCEL),
    ),
    Variant("move, displaced", MOVE, (2, 2), before=(done(TWO), done(CLOSE)), rivals=(RIVAL_THERE, RIVAL_OF_ONE)),
    Variant(
        "move, displaced, to kept seats",
        MOVE,
        (2, 3),
        before=(done(TWO), done(RIVAL_THERE), done(Wish("cancel", "citra", "k1")), done(CLOSE)),
        rivals=(_book("citra", 0, afternoon=True, key="k2"),),
    ),
    Variant(
        "move, displaced, refused by a twin",
        MOVE,
        (2, 4),
        before=(done(TWO), done(RIVAL_THERE), done(Wish("cancel", "citra", "k1")), done(CLOSE)),
        meanwhile=(MOVE,),
        rivals=(RIVAL_OF_ONE,),
    ),
    Variant(
        "move, displaced, refused by a cancellation",
        MOVE,
        (2, 4),
        before=(done(TWO), done(RIVAL_THERE), done(Wish("cancel", "citra", "k1")), done(CLOSE)),
        meanwhile=(CANCEL,),
        rivals=(RIVAL_OF_ONE,),
        refused=Code.TOO_LATE,
    ),
    Variant("cancel, displaced", CANCEL, (2, 3), before=(done(TWO), done(CLOSE)), rivals=(RIVAL_OF_ONE, REOPEN)),
    Variant("leave, displaced", LEAVE, (2, 3), before=(done(TWO), done(CLOSE)), rivals=(RIVAL_OF_ONE, REOPEN)),
    *HALL_VARIANTS,
)
