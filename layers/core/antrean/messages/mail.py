"""Mails to citizens through SES. Cognito mails its codes itself; here are only the letters that we write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from antrean.base.errors import Busy


class MailNotSent(Exception):  # noqa: N818 - the caller decides whether it matters
    """A mail that SES did not take; the text is the reason by name and holds nothing of the letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text mail."""

    subject: str
    text: str


class Mail:
    """Sends letters from one sender."""

    def __init__(self, client: Any, sender: str) -> None:  # noqa: ANN401 - botocore makes its clients at run time
        """Send as `sender`, an identity that SES has verified, through a botocore `sesv2` client."""
        self._client = client
        self._sender = sender

    def send(self, to: str, letter: Letter) -> None:
        """Hand a letter to SES; raises `MailNotSent`."""
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": letter.text, "Charset": "UTF-8"}},
                    }
                },
            )
        except ClientError as error:
            # the name alone: SES repeats addresses in its messages
            raise MailNotSent(error.response["Error"]["Code"]) from None
        except (BotoCoreError, Busy) as error:
            raise MailNotSent(type(error).__name__) from None


def account_exists(full_name: str) -> Letter:
    """Return the letter to an owner whose NIK or e-mail address somebody tried to register again."""
    return Letter(
        "Antrean Paspor: percobaan pendaftaran / registration attempt", _ACCOUNT_EXISTS.format(name=full_name)
    )


_ACCOUNT_EXISTS = """\
Yth. {name},

Baru saja ada yang mencoba mendaftar di Antrean Paspor dengan NIK atau alamat email Anda. \
Anda sudah punya akun, jadi tidak ada akun baru yang dibuat dan tidak ada yang berubah.

- Jika itu Anda: masuklah dengan akun Anda. Jika lupa kata sandi, atur ulang lewat \
"Lupa kata sandi" di halaman masuk.
- Jika itu bukan Anda: Anda tidak perlu melakukan apa pun. Jangan berikan kode atau kata sandi \
kepada siapa pun; petugas kami tidak pernah memintanya.

--

Dear {name},

Somebody has just tried to register at Antrean Paspor with your NIK or your e-mail address. \
You have an account already, so no new account was made and nothing has changed.

- If it was you: log in to your account. If you have forgotten your password, reset it with \
"Forgot password" on the log-in page.
- If it was not you: there is nothing you need to do. Never give a code or your password \
to anybody; our staff will never ask for them.
"""
