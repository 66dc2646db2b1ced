"""The rules of mailed codes and passwords taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_IDS: Final = f"{_ROOM}/base/ids.py"
_CODES: Final = f"{_ROOM}/proofs/codes.py"
_CODE: Final = f"{_ROOM}/proofs/code.py"
_MAILBOX: Final = f"{_ROOM}/proofs/mailbox.py"
_STORE: Final = f"{_ROOM}/proofs/store.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "code_and_secret_prove_a_mailbox", _CODES, "if not item or not hmac.compare_digest(", "if not item or not ("
    ),
    Mutant(
        "code_and_secret_prove_a_mailbox", _IDS, 'self._mac("code mark", name, code)', 'self._mac("code mark", name)'
    ),
    Mutant("code_has_eight_characters", _IDS, "email.lower(), seed), 8)", "email.lower(), seed), 6)"),
    Mutant("code_has_eight_characters", _CODE, ".upper().translate(_READ_AS)", ".translate(_READ_AS)"),
    Mutant("code_has_eight_characters", _CODE, ".upper().translate(_READ_AS)", ".upper()"),
    Mutant("code_has_eight_characters", _CODE, 'f"{code[:4]}-{code[4:]}"', "code"),
    Mutant("codes_are_not_kept", _IDS, '_crockford(self._mac("secret", secret), 26)', "secret"),
    Mutant("codes_are_not_kept", _IDS, '_crockford(self._mac("code mark", name, code), 26)', "code"),
    Mutant("codes_have_a_purpose", _STORE, 'f"{HOURS}{purpose}"', '"CODE#SIGNUP"'),
    Mutant("codes_have_a_purpose", _STORE, 'return f"{purpose}#{name}", WAITING', 'return f"SIGNUP#{name}", "WAITING"'),
    Mutant(
        "many_wait_for_a_mailbox",
        _CODES,
        "name = self.pepper.secret_name(secret)\n            expires",
        "name = mailbox\n            expires",
    ),
    Mutant("five_tries_for_a_code", _PEOPLE_NUMBERS, "CODE_TRIES = 5", "CODE_TRIES = 6"),
    Mutant("five_tries_for_a_code", _PEOPLE_NUMBERS, "CODE_TRIES = 5", "CODE_TRIES = 4"),
    Mutant(
        "five_tries_for_a_code",
        _CODES,
        "            self.waiting.give_try_back(purpose, self.pepper.secret_name(secret))\n",
        "",
    ),
    Mutant(
        "five_tries_for_a_code",
        _CODES,
        "        except Busy:\n            self.waiting.give",
        "        except Exception:\n            self.waiting.give",
    ),
    Mutant(
        "tries_count_before_the_answer",
        _CODES,
        "item = self.waiting.count_try(purpose, name, int(self.clock.now().timestamp()))",
        "item = {'code': self.pepper.code_mark(name, code), 'kept': {}}",
    ),
    Mutant("code_lives_a_day", _PEOPLE_NUMBERS, "CODE_LIFE = timedelta(hours=24)", "CODE_LIFE = timedelta(hours=25)"),
    Mutant("code_lives_a_day", _PEOPLE_NUMBERS, "CODE_LIFE = timedelta(hours=24)", "CODE_LIFE = timedelta(hours=23)"),
    Mutant(
        "an_hour_shares_a_code", _PEOPLE_NUMBERS, "CODE_HOUR = timedelta(hours=1)", "CODE_HOUR = timedelta(minutes=59)"
    ),
    Mutant(
        "an_hour_shares_a_code", _PEOPLE_NUMBERS, "CODE_HOUR = timedelta(hours=1)", "CODE_HOUR = timedelta(hours=2)"
    ),
    Mutant("an_hour_shares_a_code", _PEOPLE_NUMBERS, "CODE_MAILS = 3", "CODE_MAILS = 4"),
    Mutant("an_hour_shares_a_code", _PEOPLE_NUMBERS, "CODE_MAILS = 3", "CODE_MAILS = 2"),
    Mutant("an_hour_shares_a_code", _CODES, "            if may_mail:\n", "            if may_mail or hour:\n"),
    Mutant("one_way_to_write_a_mailbox", _MAILBOX, 'email.lower().rpartition("@")', 'email.rpartition("@")'),
    Mutant("one_way_to_write_a_mailbox", _MAILBOX, 'local.partition("+")[0] or local', "local"),
    Mutant("one_way_to_write_a_mailbox", _MAILBOX, 'local.partition("+")[0] or local', 'local.partition("+")[0]'),
    Mutant("one_way_to_write_a_mailbox", _MAILBOX, "if domain in _WITHOUT_DOTS:", "if domain:"),
    Mutant("one_way_to_write_a_mailbox", _MAILBOX, "if domain in _WITHOUT_DOTS:", "if not domain:"),
    Mutant("one_way_to_write_a_mailbox", _CODES, "self.pepper.mailbox(canonical(email))", "self.pepper.mailbox(email)"),
    Mutant(
        "one_way_to_write_a_mailbox",
        _CODES,
        "self.pepper.mailed_code(email, hour.seed)",
        "self.pepper.mailed_code(mailbox, hour.seed)",
    ),
    Mutant("unsent_mail_counts_for_nothing", _CODES, "if not failure.unsure:", "if failure.unsure:"),
    Mutant("unsent_mail_counts_for_nothing", _CODES, "if failure.passing:", "if not failure.passing:"),
    Mutant(
        "unsent_mail_counts_for_nothing",
        _CODES,
        "            self.waiting.wait(purpose, name, mailbox, self.pepper.code_mark(name, code), kept, expires_at)\n"
        "            may_mail = is_new or self.waiting.count_mail(purpose, mailbox, hour)\n",
        "            may_mail = is_new or self.waiting.count_mail(purpose, mailbox, hour)\n"
        "            self.waiting.wait(purpose, name, mailbox, self.pepper.code_mark(name, code), kept, expires_at)\n",
    ),
    Mutant("an_hour_shares_a_code", _CODES, "            if may_mail is None:\n", "            if not hour:\n"),
    Mutant("refused_mail_tells_nothing", _CODES, "if failure.passing:", "if failure:"),
)
