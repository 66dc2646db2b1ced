"""The rules of how sure an identity is taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_POLICY: Final = f"{_ROOM}/base/policy.py"
_CHECKS: Final = f"{_ROOM}/registry/checks.py"
_STORE: Final = f"{_ROOM}/registry/store.py"
_SERVICE: Final = f"{_ROOM}/registry/service.py"
_SIGN_UP: Final = f"{_ROOM}/login/sign_up.py"
_TEMPLATE: Final = "template.yaml"

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
    Mutant("match_raises_to_level_1", _POLICY, "REGISTRY_LEVEL = 1", "REGISTRY_LEVEL = 2"),
    Mutant(
        "match_raises_to_level_1",
        _CHECKS,
        "        if question.waiting:\n            self.levels.note_waiting(question.waiting, verdict)\n",
        "",
    ),
    Mutant(
        "match_raises_to_level_1",
        _SIGN_UP,
        "                self.checks.settle(secret, pending.account_id, pending.nik_key)\n",
        "                pass\n",
    ),
    Mutant("match_raises_to_level_1", _STORE, "level = max(found.level, REGISTRY_LEVEL)", "level = REGISTRY_LEVEL"),
    Mutant(
        "registry_warns_and_blocks_nothing",
        _STORE,
        '        if verdict != "match":\n',
        '        if verdict == "unknown":\n',
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
    Mutant("own_data_are_checked_again", _CHECKS, "if self.pepper.nik_key(nik) != account.nik_key:", "if not nik:"),
    Mutant("own_data_are_checked_again", _CHECKS, "if birth_date != account.birth_date:", "if not birth_date:"),
    Mutant("three_checks_a_day", _POLICY, "MOST_CHECKS = 3", "MOST_CHECKS = 4"),
    Mutant("three_checks_a_day", _POLICY, "MOST_CHECKS = 3", "MOST_CHECKS = 2"),
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
)
