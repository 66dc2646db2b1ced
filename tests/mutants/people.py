"""The rules of people taken out: NIKs, sign-up, account."""

from __future__ import annotations

from typing import Final

from instruments.replay.secrets import version_id
from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_IDS: Final = f"{_ROOM}/base/ids.py"
_BIRTH: Final = f"{_ROOM}/people/birth.py"
_NIK_KEYS: Final = f"{_ROOM}/base/nik_keys.py"
_NIK: Final = f"{_ROOM}/people/nik.py"
_FORMS: Final = f"{_ROOM}/people/forms.py"
_FIELDS: Final = f"{_ROOM}/people/fields.py"
_STORE: Final = f"{_ROOM}/people/store.py"
_COGNITO: Final = f"{_ROOM}/login/cognito.py"
_WRITTEN: Final = f"{_ROOM}/messages/letters.py"
_LOOK: Final = f"{_ROOM}/messages/look.py"
_SIGN_UP: Final = f"{_ROOM}/login/sign_up.py"
_LOGINS: Final = f"{_ROOM}/login/logins.py"
_CODES: Final = f"{_ROOM}/proofs/codes.py"
_SES: Final = f"{_ROOM}/messages/ses.py"
_BOOKINGS: Final = f"{_ROOM}/bookings"
_ACCOUNTS: Final = "functions/citizen/accounts/app.py"
_GATE: Final = "functions/citizen/sign_up_gate/app.py"

_SECRET: Final = f"{_ROOM}/aws/secret.py"
_KEEPER: Final = "functions/deployment/pepper_keeper/app.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "pepper_is_kept",
        _SECRET,
        "MoveToVersionId=current)",
        f"MoveToVersionId=current, RemoveFromVersionId='{version_id(1)}')",
    ),
    Mutant("pepper_is_kept", _SECRET, "label: str = KEPT", "label: str = CURRENT"),
    Mutant("pepper_is_kept", _KEEPER, "secret_id != resource_id", "not secret_id"),
    Mutant("pepper_is_kept", "template.yaml", "      SecretId: !GetAtt Pepper.Id\n", "      SecretId: !Ref Pepper\n"),
    Mutant("nik_form", _NIK, "len(text) != LENGTH or not (text.isascii()", "not (text.isascii()"),
    Mutant("nik_form", _NIK, "not (text.isascii() and text.isdigit())", "not text.isdigit()"),
    Mutant("nik_form", _NIK, "not (text.isascii() and text.isdigit())", "not text.isascii()"),
    Mutant("nik_form", _NIK, "if province not in _province_codes():", "if not province:"),
    Mutant("nik_form", _NIK, "if _NONE in (regency, district):", "if _NONE == regency:"),
    Mutant("nik_form", _NIK, "if _NONE in (regency, district):", "if _NONE == district:"),
    Mutant("nik_form", _NIK, "if not _is_possible_date(day, month, year):", "if not (1 <= month <= 12 and day):"),
    Mutant("nik_form", _NIK, "if not 1 <= month <= 12:", "if not month:"),
    Mutant("nik_form", _NIK, "if not 1 <= month <= 12:", "if month > 12:"),
    Mutant("nik_form", _NIK, "any(1 <= day <=", "any(day <="),
    Mutant("nik_form", _NIK, "_CENTURIES = (1900, 2000)", "_CENTURIES = (1900,)"),
    Mutant("nik_form", _NIK, "if serial == _NO_SERIAL:", "if not serial:"),
    Mutant("nik_form", _FIELDS, "    nik_rules.parse(nik)\n", ""),
    Mutant("nik_of_women", _NIK, "_FEMALE = 40", "_FEMALE = 41"),
    Mutant("nik_of_women", _NIK, "day = written_day - _FEMALE if is_female else written_day", "day = written_day"),
    Mutant("nik_has_no_century", _NIK, "birth_date.year % 100)", "birth_date.year)"),
    Mutant("nik_is_never_stored", _NIK, "return text[-4:]", "return text"),
    Mutant("nik_is_never_stored", _NIK_KEYS, "{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}", "{text}"),
    Mutant(
        "nik_is_never_stored",
        _NIK_KEYS,
        "hmac.digest(self._keys[version], text.encode()",
        'hmac.digest(b"", text.encode()',
    ),
    Mutant(
        "printed_nik_is_masked",
        _NIK,
        "'*' * (LENGTH - len(self.serial))",
        "self.province + self.regency + self.district",
    ),
    Mutant(
        "printed_nik_is_masked",
        _FORMS,
        "nik: NikText = Field(repr=False)\n    full_name: FullName\n",
        "nik: NikText\n    full_name: FullName\n",
    ),
    Mutant(
        "printed_nik_is_masked",
        _FORMS,
        "Field(repr=False)\n    password: Password = Field(repr=False)\n\n\nclass NewAddress",
        "Field(repr=False)\n    password: Password\n\n\nclass NewAddress",
    ),
    Mutant(
        "printed_nik_is_masked",
        _FORMS,
        "code: CodeText = Field(repr=False)\n    password",
        "code: CodeText\n    password",
    ),
    Mutant("printed_nik_is_masked", f"{_BOOKINGS}/forms.py", "Field(default=None, repr=False)", "None"),
    Mutant("printed_nik_is_masked", f"{_ROOM}/household/forms.py", "nik: NikText = Field(repr=False)", "nik: NikText"),
    Mutant("shown_nik_is_masked", f"{_ROOM}/people/model.py", 'return "*" * 12 + nik_last4', "return nik_last4"),
    Mutant("own_mismatch_is_asked_about", _BIRTH, " and not confirmed:", ":"),
    Mutant(
        "own_mismatch_is_asked_about",
        _BIRTH,
        "if nik_rules.mismatch(nik_rules.parse(nik), birth_date) and",
        "if not nik and",
    ),
    Mutant(
        "own_mismatch_is_asked_about",
        _SIGN_UP,
        "        check_birth(",
        "        self.logins.account_of(request.email)\n        check_birth(",
    ),
    *(
        Mutant(
            "own_mismatch_is_asked_about",
            _NIK,
            "(nik.day, nik.month, nik.year) != (birth_date.day, birth_date.month, birth_date.year % 100)",
            new,
        )
        for new in (
            "(nik.month, nik.year) != (birth_date.month, birth_date.year % 100)",
            "(nik.day, nik.year) != (birth_date.day, birth_date.year % 100)",
            "(nik.day, nik.month) != (birth_date.day, birth_date.month)",
        )
    ),
    Mutant("nobody_is_born_tomorrow", _BIRTH, "if birth_date > ", "if not "),
    Mutant("nobody_is_born_tomorrow", _BIRTH, "if birth_date > ", "if birth_date >= "),
    Mutant("nobody_is_born_tomorrow", _BIRTH, "Asia/Jayapura", "Asia/Makassar"),
    Mutant(
        "nobody_is_born_before_1900",
        _PEOPLE_NUMBERS,
        "EARLIEST_BIRTH = date(1900, 1, 1)",
        "EARLIEST_BIRTH = date(1900, 1, 2)",
    ),
    Mutant(
        "nobody_is_born_before_1900",
        _PEOPLE_NUMBERS,
        "EARLIEST_BIRTH = date(1900, 1, 1)",
        "EARLIEST_BIRTH = date(1899, 12, 31)",
    ),
    Mutant("nobody_is_born_before_1900", _FIELDS, "if value < EARLIEST_BIRTH:", "if not value:"),
    Mutant("mailbox_is_proved_first", _CODES, "if not item or not hmac.compare_digest(", "if not item or not ("),
    Mutant(
        "mailbox_is_proved_first",
        _SIGN_UP,
        '        secret = self.codes.ask("SIGNUP"',
        '        self.logins.give("", request.email, "kata sandi panjang")\n        secret = self.codes.ask("SIGNUP"',
    ),
    Mutant(
        "one_account_for_a_nik",
        _STORE,
        "            if 0 in refusal.failures or max(refusal.failures) > _THIRD:\n",
        "            if not refusal.failures:\n",
    ),
    Mutant("one_account_for_a_nik", _STORE, "return registration.account_id if registration else None", "return None"),
    Mutant(
        "one_account_for_a_nik",
        _SIGN_UP,
        "                return self.accounts.withdraw_sign_up(account_id, self.clock.now() + WITHDRAWN_KEPT)\n",
        "",
    ),
    Mutant("one_account_for_a_mailbox", _LOGINS, "self.pepper.mailbox(canonical(email))", "self.pepper.mailbox(email)"),
    Mutant("one_account_for_a_mailbox", _STORE, "if mailbox and (holder :=", "if not mailbox and (holder :="),
    Mutant(
        "one_account_for_a_mailbox",
        _LOGINS,
        "        self.accounts.hold_mailbox(self.mailbox(account.email), account.account_id)\n",
        "",
    ),
    Mutant(
        "one_account_for_a_mailbox",
        _LOGINS,
        "        return found.get(own) or found.get(holder)\n",
        "        return found.get(holder) or found.get(own)\n",
    ),
    Mutant("three_niks_a_day", _PEOPLE_NUMBERS, "MOST_ASKED_NIKS = 3", "MOST_ASKED_NIKS = 4"),
    Mutant("three_niks_a_day", _PEOPLE_NUMBERS, "MOST_ASKED_NIKS = 3", "MOST_ASKED_NIKS = 2"),
    Mutant("three_niks_a_day", _SIGN_UP, "        self._count_nik(mailbox, pending)\n", ""),
    Mutant("three_niks_a_day", _SIGN_UP, "until=end_of_day(today, UTC)", "until=self.clock.now()"),
    Mutant(
        "loser_of_a_nik_may_try_another",
        _SIGN_UP,
        "        self._tell_owner(owner_id)\n        raise Refused(",
        '        self.accounts.hold_mailbox(mailbox, owner_id or "")\n        raise Refused(',
    ),
    Mutant(
        "sign_up_tells_nothing",
        _SIGN_UP,
        "        registered = self.logins.account_of(request.email) is not None\n",
        "        registered = bool(self.accounts.of_mailbox(self.logins.mailbox(request.email))) or bool(\n"
        "            self.logins.identity.find(request.email)\n        )\n",
    ),
    Mutant(
        "sign_up_tells_nothing",
        _LOGINS,
        "        user = self.identity.find(email)\n        own = ",
        "        user = None if holder != _NOBODY else self.identity.find(email)\n        own = ",
    ),
    Mutant(
        "sign_up_tells_nothing",
        _LOGINS,
        "        account = self.account_of(email)\n\n        def letter",
        "        account = self.account_of(email)\n        if not account:\n            raise Busy\n        def letter",
    ),
    Mutant(
        "sign_up_tells_nothing", _ACCOUNTS, '"secret": secret}, 202)', '"secret": secret, "known": "A" in secret}, 202)'
    ),
    Mutant(
        "proved_mailbox_is_told",
        _SIGN_UP,
        "        self._tell_owner(owner_id)\n        raise Refused(",
        "        raise Refused(",
    ),
    Mutant(
        "proved_mailbox_is_told",
        _SIGN_UP,
        "        if user and user.account_id == holder.account_id:\n            _refuse_second_account()\n",
        "        if user and user.account_id == holder.account_id:\n            return\n",
    ),
    Mutant("taken_mailbox_changes_nothing", _SIGN_UP, "            if registered:\n", "            if not code:\n"),
    Mutant(
        "taken_mailbox_changes_nothing",
        _SIGN_UP,
        "        if user and user.account_id == holder.account_id:\n            _refuse_second_account()\n",
        "",
    ),
    Mutant("user_without_account_is_replaced", _LOGINS, "        self.identity.delete(user.name)\n", ""),
    Mutant(
        "user_without_account_is_replaced",
        _LOGINS,
        "user.account_id == account_id and user.confirmed:",
        "user.account_id == account_id:",
    ),
    Mutant(
        "user_without_account_is_replaced", _COGNITO, 'confirmed=answer["UserStatus"] != _UNCONFIRMED', "confirmed=True"
    ),
    Mutant(
        "account_outlives_its_user",
        _SIGN_UP,
        "        self.logins.renew(holder.account_id, holder.email, password)\n",
        "",
    ),
    Mutant(
        "account_outlives_its_user",
        _SIGN_UP,
        "if owner and self.logins.mailbox(owner.email) == mailbox:",
        "if not owner:",
    ),
    Mutant(
        "account_outlives_its_user",
        _SIGN_UP,
        "        if not is_of(holder, pending.nik_keys):\n            _refuse_second_account()\n",
        "",
    ),
    Mutant(
        "account_outlives_its_user", f"{_ROOM}/http/route.py", 'token.get(_ACCOUNT_ID) or token["sub"]', 'token["sub"]'
    ),
    Mutant(
        "new_password_ends_log_ins",
        _COGNITO,
        "            _call(_NO_USER, self._client.admin_user_global_sign_out, **user)\n",
        "",
    ),
    Mutant("new_password_ends_log_ins", _LOGINS, "address = account.email if account else email", "address = email"),
    Mutant(
        "new_password_ends_log_ins",
        _LOGINS,
        "            # It was closed meanwhile.",
        '            self.give(account_id, "siti@contoh.id", password)\n            # It was closed meanwhile.',
    ),
    Mutant(
        "new_password_ends_log_ins",
        "template.yaml",
        "{Name: admin_only, Priority: 1}]\n      AdminCreateUserConfig: {AllowAdminCreateUserOnly: false}",
        "{Name: verified_email, Priority: 1}]\n      AdminCreateUserConfig: {AllowAdminCreateUserOnly: false}",
    ),
    Mutant(
        "withdrawn_mark_is_kept",
        _PEOPLE_NUMBERS,
        "WITHDRAWN_KEPT = timedelta(hours=48)",
        "WITHDRAWN_KEPT = timedelta(hours=24)",
    ),
    Mutant(
        "withdrawn_mark_is_kept",
        _STORE,
        '"withdrawn": True, "expires_at": int(expires_at.timestamp())}',
        '"withdrawn": True}',
    ),
    Mutant("withdrawn_is_never_registered", _STORE, 'if not item or "withdrawn" in item:', "if not item:"),
    Mutant(
        "withdrawn_is_never_registered",
        _STORE,
        "there will never be one.\n        return self.get(account_id)\n",
        "there will never be one.\n        return None\n",
    ),
    Mutant("code_is_mailed_in_both_languages", _WRITTEN, 'sorted(("id", "en"), key', 'sorted(("id",), key'),
    Mutant(
        "code_is_mailed_in_both_languages",
        _WRITTEN,
        "key=lambda each: each != language",
        'key=lambda each: each != "id"',
    ),
    Mutant("code_is_mailed_in_both_languages", _WRITTEN, '"reset": "/sandi/baru",', '"reset": "/sandi",'),
    Mutant(
        "confirmation_heals",
        _LOGINS,
        "                self.identity.set_password(user.name, password)\n                return\n",
        "                raise Busy\n",
    ),
    Mutant("confirmation_heals", _ACCOUNTS, "registrar.activate(", "registrar.accounts.get("),
    Mutant("profile_is_for_who_registered", _ACCOUNTS, "    if not account:\n", "    if False:\n"),
    Mutant(
        "sign_up_comes_through_our_api",
        _GATE,
        " or not wiring.pepper().proves_sign_up(proof, email, account_id, now):",
        ":",
    ),
    Mutant("sign_up_comes_through_our_api", _IDS, "return hmac.compare_digest(proof.encode(), ", "return bool("),
    Mutant(
        "sign_up_comes_through_our_api",
        _IDS,
        "self._mac('sign-up', email.lower(), account_id, str(expires_at))",
        "self._mac('sign-up', account_id, str(expires_at))",
    ),
    Mutant(
        "sign_up_comes_through_our_api",
        _IDS,
        "self._mac('sign-up', email.lower(), account_id, str(expires_at))",
        "self._mac('sign-up', email.lower(), str(expires_at))",
    ),
    Mutant("sign_up_comes_through_our_api", _GATE, '"autoConfirmUser": True', '"autoConfirmUser": False'),
    Mutant(
        "proof_of_sign_up_is_short",
        _PEOPLE_NUMBERS,
        "SIGN_UP_PROOF_LIFE = timedelta(minutes=5)",
        "SIGN_UP_PROOF_LIFE = timedelta(minutes=6)",
    ),
    Mutant("proof_of_sign_up_is_short", _IDS, " or int(expires_at) < now:", ":"),
    Mutant(
        "proof_of_sign_up_is_short",
        _IDS,
        "self._mac('sign-up', email.lower(), account_id, str(expires_at))",
        "self._mac('sign-up', email.lower(), account_id)",
    ),
    Mutant("administrators_pass_the_gate", _GATE, "if source == _BY_ADMINISTRATOR:", "if not source:"),
    Mutant("administrators_pass_the_gate", _GATE, "if source != _BY_PERSON or not", "if not"),
    Mutant(
        "owner_is_told_once_an_hour",
        _PEOPLE_NUMBERS,
        "OWNER_NOTICE_PAUSE = timedelta(hours=1)",
        "OWNER_NOTICE_PAUSE = timedelta(minutes=59)",
    ),
    Mutant(
        "owner_is_told_once_an_hour",
        _SIGN_UP,
        " or not self.accounts.may_notify(account.account_id, self.clock.now(), OWNER_NOTICE_PAUSE):",
        ":",
    ),
    Mutant(
        "letter_names_the_owner_alone",
        _SIGN_UP,
        "account_exists(account.full_name, account.language,",
        'account_exists(account.full_name, "id",',
    ),
    Mutant(
        "letter_names_the_owner_alone",
        _SIGN_UP,
        "account_exists(account.full_name, account.language,",
        'account_exists(f"{account.full_name} ({account.email})", account.language,',
    ),
    Mutant(
        "letter_names_the_owner_alone",
        _WRITTEN,
        'action=_action(language, "log_in", site_url, "/masuk")',
        "action=None",
    ),
    Mutant(
        "letter_names_the_owner_alone", _LOOK, 'f"<p>{escape(content.greeting)}</p>"', 'f"<p>{content.greeting}</p>"'
    ),
    Mutant(
        "lost_letter_changes_no_answer",
        _SIGN_UP,
        "        except NotSent as failure:\n",
        "        except NikTaken as failure:\n",
    ),
    Mutant(
        "lost_letter_changes_no_answer",
        _SES,
        "raise NotSent(code, passing",
        "raise NotSent(str(error), passing",
    ),
    Mutant(
        "lost_letter_changes_no_answer",
        _SES,
        "except (BotoCoreError, Busy) as error:",
        "except BotoCoreError as error:",
    ),
    Mutant("lost_letter_changes_no_answer", _SES, "except (BotoCoreError, Busy) as error:", "except Busy as error:"),
    Mutant(
        "profile_is_kept",
        "layers/core/antrean/people/store.py",
        '"never over a profile that is there": "attribute_not_exists(pk)"',
        '"never over a profile that is there": "(attribute_not_exists(pk) OR attribute_exists(pk))"',
    ),
)
