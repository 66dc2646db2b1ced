"""Run ministack (with its own Python) until its standard input ends, and keep every mail, whole.

Its standard input ends when the parent process ends. The parent may be killed before it can stop ministack, which would
then run on, hold the port, and never save its state.

Ministack itself keeps of a mail only its subject and texts, forgets them when it stops, and tells all of them to
whoever asks for one. So each mail that SES takes and each of Cognito is added to the file of `ANTREAN_MAILS` as a line,
with what it is a mail of (its tags) and its attachments.

Two things that ministack does again and again are done once here, which saves about a third of its work: it unpacks
code and layer for each environment of a function, and reads a condition anew for each item that it looks at.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
import zipfile
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.services import dynamodb, ses, ses_v2

_OK = 200
_CONDITIONS = 4_096
"""Of how many conditions is kept what they say; the functions have some hundreds."""


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


class _Unpacked(zipfile.ZipFile):
    """An archive that is unpacked once: whoever unpacks it again gets a link to what is there.

    No function writes beside its code, which on AWS cannot be written to.
    """

    _one_at_a_time = threading.Lock()

    def namelist(self) -> list[str]:
        """Return nothing: ministack looks here for names that lead out of the folder, and `extractall` heeds none."""
        return []

    def extractall(self, path: Any) -> None:  # type: ignore[override] # noqa: ANN401 - ministack gives a folder alone
        """Put a link in place of the empty folder `path`."""
        content = repr([(info.filename, info.CRC, info.file_size) for info in self.infolist()])
        kept = Path(tempfile.gettempdir(), "unpacked", hashlib.sha256(content.encode()).hexdigest())
        with self._one_at_a_time:
            if not kept.exists():
                draft = kept.with_suffix(".draft")
                draft.mkdir(parents=True, exist_ok=True)
                super().extractall(draft, super().namelist())
                draft.rename(kept)
        Path(path).rmdir()
        Path(path).symlink_to(kept, target_is_directory=True)


def _unpack_once() -> None:
    """Let environments of functions share what is in their archives."""
    lambda_runtime.zipfile = SimpleNamespace(
        ZipFile=_Unpacked, BadZipFile=zipfile.BadZipFile, LargeFileError=zipfile.LargeZipFile
    )


def _read_conditions_once() -> None:
    """Keep what is in a condition, and what is wrong with it: that depends on its text alone."""
    tokens = lru_cache(_CONDITIONS)(dynamodb._tokenize)  # noqa: SLF001 - ministack's
    dynamodb._tokenize = lambda text: list(tokens(text))  # noqa: SLF001
    dynamodb._condition_syntax_error = lru_cache(_CONDITIONS)(dynamodb._condition_syntax_error)  # noqa: SLF001
    for name in ("_check_redundant_parens", "_check_reserved_keyword_usage"):
        check = lru_cache(_CONDITIONS)(getattr(dynamodb, name))
        setattr(dynamodb, name, lambda found, *more, check=check: check(tuple(found), *more))


if __name__ == "__main__":
    _unpack_once()
    _read_conditions_once()
    if mails := os.environ.get("ANTREAN_MAILS"):
        _keep_mails(Path(mails))
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    main()
