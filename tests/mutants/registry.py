"""The rules of how sure an identity is taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_NOTICE_NUMBERS: Final = f"{_ROOM}/policy/notices.py"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_CHECKS: Final = f"{_ROOM}/registry/checks.py"
_STORE: Final = f"{_ROOM}/registry/store.py"
_SERVICE: Final = f"{_ROOM}/registry/service.py"
_SIGN_UP: Final = f"{_ROOM}/login/sign_up.py"
_TEMPLATE: Final = "template.yaml"
_WINNING: Final = f"{_ROOM}/registry/winning.py"
_COUNTER: Final = f"{_ROOM}/cards/counter.py"
_EVENTS: Final = f"{_ROOM}/notices/events.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "registry_is_asked_later",
        _SIGN_UP,
        "        if self.checks:\n            self.checks.begin(",
        "        if registered and self.checks:\n            self.checks.begin(",
    ),
    Mutant(
        "registry_is_asked_later",
        _CHECKS,
        "        except Busy:\n            _LOG.warning(",
        "        except TimeoutError:\n            _LOG.warning(",
    ),
    Mutant(
        "questions_are_sealed", f"{_ROOM}/aws/queue.py", 'EncryptionContext={"about": about}', "EncryptionContext={}"
    ),
    Mutant(
        "questions_are_sealed",
        _TEMPLATE,
        "                  Action: kms:Encrypt\n",
        "                  Action: kms:Decrypt\n",
    ),
    Mutant(
        "questions_are_gone_after_15_minutes",
        _TEMPLATE,
        "      MessageRetentionPeriod: 900\n",
        "      MessageRetentionPeriod: 3600\n",
    ),
    Mutant(
        "questions_are_gone_after_15_minutes", _CHECKS, '        if verdict == "down":\n            raise Busy\n', ""
    ),
    Mutant("match_raises_to_level_1", _PEOPLE_NUMBERS, "REGISTRY_LEVEL = 1", "REGISTRY_LEVEL = 2"),
    Mutant(
        "match_raises_to_level_1",
        _CHECKS,
        "        if question.waiting:\n            self.levels.note_waiting(question.waiting, verdict)\n",
        "",
    ),
    Mutant(
        "match_raises_to_level_1",
        _SIGN_UP,
        "                self.checks.settle(secret, pending.account_id, pending.nik_keys)\n",
        "                pass\n",
    ),
    Mutant("match_raises_to_level_1", _STORE, "level = max(found.level, REGISTRY_LEVEL)", "level = REGISTRY_LEVEL"),
    Mutant(
        "registry_warns_and_blocks_nothing",
        _STORE,
        'if verdict == "match" else',
        'if verdict != "unknown" else',
    ),
    Mutant(
        "registry_warns_and_blocks_nothing",
        f"{_ROOM}/people/forms.py",
        '"registry": account.registry',
        '"registry": None',
    ),
    Mutant(
        "registry_says_three_words",
        _SERVICE,
        "        if status != HTTPStatus.OK:\n",
        "        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:\n",
    ),
    Mutant("registry_says_three_words", _SERVICE, '            self._key = ""\n', "            pass\n"),
    Mutant(
        "own_data_are_checked_again",
        _CHECKS,
        "if not is_of(account, self.nik_keys().of(nik)):",
        "if not nik:",
    ),
    Mutant("own_data_are_checked_again", _CHECKS, "if birth_date.year != account.birth_year:", "if not birth_date:"),
    Mutant("three_checks_a_day", _PEOPLE_NUMBERS, "MOST_CHECKS = 3", "MOST_CHECKS = 4"),
    Mutant("three_checks_a_day", _PEOPLE_NUMBERS, "MOST_CHECKS = 3", "MOST_CHECKS = 2"),
    Mutant("three_checks_a_day", _CHECKS, "int(checks) if checked_on == day.isoformat() else 0", "int(checks or 0)"),
    Mutant(
        "unverified_book_only_themselves",
        f"{_ROOM}/changes/book.py",
        "        if nik_keys:\n            check_family(services, account)\n",
        "",
    ),
    Mutant(
        "unverified_book_only_themselves",
        f"{_ROOM}/changes/book.py",
        "        if nik_keys:\n            check_family",
        "        if not nik_keys:\n            check_family",
    ),
    Mutant(
        "unverified_book_only_themselves", f"{_ROOM}/changes/add.py", "        check_family(services, account)\n", ""
    ),
    Mutant(
        "unverified_book_only_themselves",
        f"{_ROOM}/bookings/operation.py",
        "if account.level < services.family_level:",
        "if account.level <= services.family_level:",
    ),
    Mutant("unverified_book_only_themselves", _TEMPLATE, '!If [RegistryOn, !Ref FamilyLevel, "0"]', "!Ref FamilyLevel"),
    Mutant(
        "proof_wins_a_nik", _PEOPLE_NUMBERS, "WINNING_IDLE = timedelta(days=30)", "WINNING_IDLE = timedelta(days=29)"
    ),
    Mutant(
        "proof_wins_a_nik", _PEOPLE_NUMBERS, "WINNING_IDLE = timedelta(days=30)", "WINNING_IDLE = timedelta(days=31)"
    ),
    Mutant("proof_wins_a_nik", _WINNING, "if level <= found.level or (", "if ("),
    Mutant("proof_wins_a_nik", _WINNING, "return level >= OWNER_LEVEL or now", "return now"),
    Mutant("proof_wins_a_nik", _WINNING, "found.promised and found.promised == mailbox", "found.promised"),
    Mutant(
        "proof_wins_a_nik", _WINNING, 'REGISTRY_LEVEL if verdict == "match" else 0', "REGISTRY_LEVEL if verdict else 0"
    ),
    Mutant("proof_wins_a_nik", _WINNING, "        known += [", "        known and ["),
    Mutant("proof_wins_a_nik", _WINNING, " or (found.promised and level < CARD_LEVEL)", ""),
    Mutant("proof_wins_a_nik", _WINNING, "        known.append(holder.active_until)\n", ""),
    Mutant("who_lost_a_nik_books_nothing", f"{_ROOM}/changes/book.py", "        refuse_without_nik(account)\n", ""),
    Mutant("who_lost_a_nik_books_nothing", f"{_ROOM}/changes/add.py", "        refuse_without_nik(account)\n", ""),
    Mutant(
        "cards_are_seen_with_a_record", _COUNTER, "    _record(desk, officer, found.account if found else None)\n", ""
    ),
    Mutant(
        "cards_are_seen_with_a_record",
        _COUNTER,
        "            _record(desk, officer, found.account)\n",
        "            pass\n",
    ),
    Mutant("cards_are_seen_with_a_record", f"{_ROOM}/cards/forms.py", "{local[:1]}…", "{local}"),
    Mutant("card_raises_to_level_3", _PEOPLE_NUMBERS, "CARD_LEVEL = 3", "CARD_LEVEL = 2"),
    Mutant("card_raises_to_level_3", _COUNTER, "    if found.account.erasing:\n", "    if not found.account:\n"),
    Mutant(
        "deeds_are_done_once",
        _COUNTER,
        "    if found.registration.version != card.version:\n",
        "    if card.version < 0:\n",
    ),
    Mutant("deeds_are_done_once", _COUNTER, "    if done not in {None, fingerprint}:\n", "    if done == name:\n"),
    Mutant("card_corrects", _COUNTER, '{"full_name": card.full_name, "birth_year"', '{"birth_year"'),
    Mutant("card_corrects", _COUNTER, "officer.office.today(now).year", "now.year"),
    Mutant(
        "nik_goes_with_every_version",
        _STORE,
        "*(self._table.put_action(each, every(NOTE_CONDITIONS), own) for each in notes),",
        "",
    ),
    Mutant("nik_goes_with_every_version", _STORE, "REMOVE registry, nik_before", "REMOVE registry"),
    Mutant("nik_goes_with_every_version", _WINNING, "if version_of(each) < stands_at", "if not each"),
    Mutant("nik_goes_with_every_version", _COUNTER, "for each in winner.nik_keys]", "for each in winner.nik_keys[:1]]"),
    Mutant(
        "who_lost_a_nik_holds_up_nothing",
        f"{_ROOM}/login/renewing.py",
        "    if not account.has_nik:\n        return account\n",
        "",
    ),
    Mutant(
        "who_lost_a_nik_holds_up_nothing",
        f"{_ROOM}/keys/hashes.py",
        'case items.PROFILE if not item["nik_key"].startswith(LOST):',
        "case items.PROFILE:",
    ),
    Mutant(
        "card_corrects", f"{_ROOM}/cards/store.py", "changes = {**changes, BIRTH_DATE: None}", "changes = {**changes}"
    ),
    Mutant("card_corrects", _COUNTER, "if card.birth_year > this_year:", "if not card:"),
    Mutant("card_recovers", f"{_ROOM}/cards/store.py", '            "tokens_valid_after": int(now.timestamp()),\n', ""),
    Mutant(
        "card_recovers", f"{_ROOM}/cards/store.py", '            "closes_at": None,\n            "idle": None,\n', ""
    ),
    Mutant("card_recovers", _COUNTER, "        desk.identity.delete(change.user)\n", "        pass\n"),
    Mutant("card_recovers", _COUNTER, "mine = card.email != account.email and", "mine = not account and"),
    Mutant(
        "card_recovers", f"{_ROOM}/login/addresses.py", "                raise _no_undo()\n", "                pass\n"
    ),
    Mutant(
        "card_recovers",
        _COUNTER,
        "        actions.append(desk.cards.free_mailbox_action(old, account.account_id))\n",
        "        pass\n",
    ),
    Mutant(
        "card_recovers",
        _COUNTER,
        "    delete_own(desk.identity, account.account_id, account.former_email)\n",
        "    pass\n",
    ),
    Mutant("card_transfers", _COUNTER, "    if winner.has_nik and winner.level > 0:\n", "    if not winner:\n"),
    Mutant(
        "card_transfers",
        _COUNTER,
        "    if found.account:\n        actions.append(desk.levels.losing_action(found.account, now))\n",
        "",
    ),
    Mutant("card_transfers", _COUNTER, "    if desk.mailbox(winner.email) != mailbox:\n", "    if not mailbox:\n"),
    Mutant("card_transfers", _COUNTER, "    if winner.closes_at:\n", "    if not mailbox:\n"),
    Mutant("card_transfers", _COUNTER, "    if account_id is None and (user :=", "    if not email and (user :="),
    Mutant(
        "card_closes_after_death",
        _COUNTER,
        "        desk.levels.registration_action(seen, seen.level, promised=seen.promised),\n",
        "",
    ),
    Mutant("card_closes_after_death", _COUNTER, "    if account.active_booking_at(now):\n", "    if not account:\n"),
    Mutant(
        "deeds_are_mailed",
        _COUNTER,
        '{"level": 0, "last_deed": deed_done(_PROMISED, now, office.name)}',
        '{"level": 0}',
    ),
    Mutant("deeds_are_mailed", _EVENTS, "    if new.former_email and new.email != old.email:\n", "    if not new:\n"),
    Mutant("deeds_are_mailed", _EVENTS, ", office=office)", ")"),
    Mutant(
        "deeds_are_mailed",
        f"{_ROOM}/notices/letters.py",
        '    return _deed_of(notice) != "closed" or account.closes_at is not None\n',
        "    return True\n",
    ),
    Mutant(
        "deeds_are_mailed",
        f"{_ROOM}/notices/letters.py",
        "account.closes_at.astimezone(_CAPITAL).date()",
        "account.closes_at.date()",
    ),
    Mutant(
        "deeds_are_mailed",
        _NOTICE_NUMBERS,
        "OWNERS_NEWS_LASTS = timedelta(days=7)",
        "OWNERS_NEWS_LASTS = timedelta(days=1)",
    ),
)
