"""Run ministack (with its own Python) until its standard input ends, and keep every mail, whole.

Its standard input ends when the parent process ends. The parent may be killed before it can stop ministack, which would
then run on, hold the port, and never save its state.

Ministack itself keeps of a mail only its subject and texts, forgets them when it stops, and tells all of them to
whoever asks for one. So each mail that SES takes and each of Cognito is added to the file of `ANTREAN_MAILS` as a line,
with what it is a mail of (its tags) and its attachments.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from ministack.app import main
from ministack.services import ses, ses_v2

_OK = 200


def _stop_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _keep_mails(file: Path) -> None:
    """Have SES add each mail that it takes to a file, and each that Cognito hands to it."""
    take, take_of_cognito = ses_v2.handle_request, ses.send_internal_email

    async def handle_request(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:  # noqa: ANN401 - ministack's
        answer = await take(method, path, headers, body, query)
        if method == "POST" and path.rstrip("/").endswith("/outbound-emails") and answer[0] == _OK:
            _add(file, _mail(json.loads(body), json.loads(answer[2])["MessageId"]))
        return answer

    def send_internal_email(**mail: Any) -> str:  # noqa: ANN401 - ministack's
        message_id: str = take_of_cognito(**mail)
        _add(file, _mail_of_cognito(mail, message_id))
        return message_id

    ses_v2.handle_request = handle_request
    ses.send_internal_email = send_internal_email


def _add(file: Path, mail: dict[str, Any]) -> None:
    """Add a line to a file, by one call, so that none is ever cut."""
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps(mail) + "\n").encode())
    finally:
        os.close(descriptor)


def _mail(request: dict[str, Any], message_id: str) -> dict[str, Any]:
    """Return what is kept of a mail: the names are those of `local.aws.mail.Mail`."""
    simple = request["Content"]["Simple"]
    tags = {tag["Name"]: tag["Value"] for tag in request.get("EmailTags", ())}
    return {
        "id": message_id,
        "at": _now(),
        "to": request["Destination"]["ToAddresses"],
        "kind": tags.get("kind", ""),
        "reference": tags.get("reference", ""),
        "subject": simple["Subject"]["Data"],
        "text": simple["Body"]["Text"]["Data"],
        "html": simple["Body"].get("Html", {}).get("Data", ""),
        "attachments": [
            {"name": each["FileName"], "media_type": each["ContentType"], "content": each["RawContent"]}
            for each in simple.get("Attachments", ())
        ],
    }


def _mail_of_cognito(mail: dict[str, Any], message_id: str) -> dict[str, Any]:
    """Return what is kept of a mail of Cognito, which has no tags and no attachments."""
    return {
        "id": message_id,
        "at": _now(),
        "to": mail["to_addrs"],
        "subject": mail["subject"],
        "text": mail["body_text"],
        "html": mail["body_html"],
    }


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


if __name__ == "__main__":
    if mails := os.environ.get("ANTREAN_MAILS"):
        _keep_mails(Path(mails))
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    main()
