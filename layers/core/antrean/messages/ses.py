"""Mails through SES: the adapter of the port `Mail`."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from antrean.base.errors import Busy
from antrean.messages.port import Letter, MailNotSent


class SesMail:
    """Sends letters from one sender through SES."""

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
            # Only the error's name is kept, because SES repeats addresses in its messages.
            raise MailNotSent(error.response["Error"]["Code"]) from None
        except (BotoCoreError, Busy) as error:
            raise MailNotSent(type(error).__name__) from None
