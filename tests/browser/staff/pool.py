"""A scripted Cognito: it asks staff for everything that a pool with required authenticators asks on AWS.

The embedded AWS never asks for an authenticator. Actions, challenges, parameters and exceptions are those of the
"Amazon Cognito user pools API reference": InitiateAuth, RespondToAuthChallenge, AssociateSoftwareToken,
VerifySoftwareToken and RevokeToken.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import struct
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CODE_SECONDS: Final = 30
_TOKEN_SECONDS: Final = 600
"""As `IdTokenValidity` of the staff's client says."""
_SHORTEST_PASSWORD: Final = 12


class RefusedError(Exception):
    """An exception of Cognito by its name."""

    def __init__(self, name: str, message: str) -> None:
        """Refuse."""
        super().__init__(message)
        self.name = name
        self.message = message


@dataclass
class Member:
    """One of the staff, as the pool knows them."""

    username: str
    password: str
    groups: Sequence[str]
    offices: str
    name: str = ""
    temporary: bool = False
    secret: str = ""
    """Of the authenticator, in Base32; "" before it is set up."""
    disabled: bool = False
    used: set[str] = field(default_factory=set)


@dataclass
class _Session:
    member: Member
    challenge: str
    secret: str = ""
    verified: bool = False


def code_of(secret: str, ahead: int = 0) -> str:
    """Return the six digits that an authenticator shows now, or so many times 30 seconds later (RFC 6238)."""
    step = int(time.time()) // _CODE_SECONDS + ahead
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Pool:
    """A user pool that requires authenticators; serves on a thread of its own while its context lasts."""

    def __init__(self, *members: Member) -> None:
        """Take its members."""
        self.members = {member.username.lower(): member for member in members}
        self.asked: list[str] = []
        """Every action that was asked for, in order."""
        self._sessions: dict[str, _Session] = {}
        self._refresh: dict[str, Member] = {}
        self._serial = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, carry_out=self.do))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def forget_sessions(self) -> None:
        """Let every login that is under way run out, as after `AuthSessionValidity` minutes."""
        self._sessions.clear()

    def revoke(self) -> None:
        """Revoke every refresh token, as when an administrator signs everybody out."""
        self._refresh.clear()

    def do(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """Carry an action out. Raises RefusedError."""
        self.asked.append(action)
        match action:
            case "InitiateAuth" if body["AuthFlow"] == "USER_PASSWORD_AUTH":
                return self._with_password(body["AuthParameters"])
            case "InitiateAuth" if body["AuthFlow"] == "REFRESH_TOKEN_AUTH":
                return self._refreshed(body["AuthParameters"]["REFRESH_TOKEN"])
            case "RespondToAuthChallenge":
                return self._responded(body)
            case "AssociateSoftwareToken":
                session = self._taken(body["Session"], "MFA_SETUP")
                session.secret = base64.b32encode(secrets.token_bytes(20)).decode()
                return {"SecretCode": session.secret, "Session": self._begun(session)}
            case "VerifySoftwareToken":
                return self._verified(body)
            case "RevokeToken":
                self._refresh.pop(body["Token"], None)
                return {}
        raise RefusedError("InvalidParameterException", f"{action} is not played here")

    def _with_password(self, given: dict[str, str]) -> dict[str, Any]:
        member = self.members.get(given["USERNAME"].lower())
        # PreventUserExistenceErrors: an unknown name is refused as a wrong password is
        if member is None or member.password != given["PASSWORD"]:
            raise RefusedError("NotAuthorizedException", "Incorrect username or password.")
        if member.disabled:
            raise RefusedError("NotAuthorizedException", "User is disabled.")
        if member.temporary:
            return self._challenged(member, "NEW_PASSWORD_REQUIRED", requiredAttributes="[]", userAttributes="{}")
        return self._authenticator(member)

    def _authenticator(self, member: Member) -> dict[str, Any]:
        if member.secret:
            return self._challenged(member, "SOFTWARE_TOKEN_MFA", FRIENDLY_DEVICE_NAME="")
        return self._challenged(member, "MFA_SETUP", MFAS_CAN_SETUP='["SOFTWARE_TOKEN_MFA"]')

    def _challenged(self, member: Member, name: str, **parameters: str) -> dict[str, Any]:
        return {
            "ChallengeName": name,
            "Session": self._begun(_Session(member, name)),
            "ChallengeParameters": {"USER_ID_FOR_SRP": member.username, **parameters},
        }

    def _responded(self, body: dict[str, Any]) -> dict[str, Any]:
        name, answers = body["ChallengeName"], body["ChallengeResponses"]
        session = self._session(body["Session"], name)
        member = session.member
        if answers["USERNAME"] != member.username:
            raise RefusedError("NotAuthorizedException", "Invalid session for the user.")
        match name:
            case "NEW_PASSWORD_REQUIRED":
                if len(answers["NEW_PASSWORD"]) < _SHORTEST_PASSWORD:
                    message = "Password did not conform with policy: Password not long enough"
                    raise RefusedError("InvalidPasswordException", message)
                member.password, member.temporary = answers["NEW_PASSWORD"], False
                self._taken(body["Session"], name)
                return self._authenticator(member)
            case "SOFTWARE_TOKEN_MFA":
                code = answers["SOFTWARE_TOKEN_MFA_CODE"]
                if code in member.used:
                    raise RefusedError("ExpiredCodeException", "Your software token has already been used once.")
                if code not in {code_of(member.secret, ahead) for ahead in (-1, 0, 1)}:
                    raise RefusedError("CodeMismatchException", "Invalid code received for user")
                member.used.add(code)
            case "MFA_SETUP" if not session.verified:
                raise RefusedError("InvalidParameterException", "The software token is not verified")
        self._taken(body["Session"], name)
        return {"AuthenticationResult": self._tokens(member, refresh=True), "ChallengeParameters": {}}

    def _verified(self, body: dict[str, Any]) -> dict[str, Any]:
        session = self._session(body["Session"], "MFA_SETUP")
        code = body["UserCode"]
        if code not in {code_of(session.secret, ahead) for ahead in (-1, 0, 1)}:
            raise RefusedError("EnableSoftwareTokenMFAException", "Code mismatch")
        session.member.secret, session.verified = session.secret, True
        session.member.used.add(code)
        return {"Status": "SUCCESS", "Session": self._begun(self._taken(body["Session"], "MFA_SETUP"))}

    def _refreshed(self, token: str) -> dict[str, Any]:
        member = self._refresh.get(token)
        if member is None:
            raise RefusedError("NotAuthorizedException", "Refresh Token has been revoked")
        return {"AuthenticationResult": self._tokens(member, refresh=False), "ChallengeParameters": {}}

    def _tokens(self, member: Member, *, refresh: bool) -> dict[str, Any]:
        self._serial += 1
        claims = {
            "sub": member.username,
            "cognito:username": member.username,
            "cognito:groups": list(member.groups),
            "custom:offices": member.offices,
            "token_use": "id",
            "serial": self._serial,
            **({"name": member.name} if member.name else {}),
        }
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
        tokens: dict[str, Any] = {
            "IdToken": f"e30.{payload}.c2ln",
            "AccessToken": "access",
            "ExpiresIn": _TOKEN_SECONDS,
        }
        if refresh:
            tokens["RefreshToken"] = secrets.token_hex()
            self._refresh[tokens["RefreshToken"]] = member
        return tokens

    def _begun(self, session: _Session) -> str:
        name = secrets.token_hex(20)
        self._sessions[name] = session
        return name

    def _session(self, name: str, challenge: str) -> _Session:
        session = self._sessions.get(name)
        if session is None or session.challenge != challenge:
            raise RefusedError("NotAuthorizedException", "Invalid session for the user, session is expired.")
        return session

    def _taken(self, name: str, challenge: str) -> _Session:
        session = self._session(name, challenge)
        del self._sessions[name]
        return session


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *given: Any, carry_out: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        # The base class answers the requests of the connection while it is made.
        self._carry_out = carry_out
        super().__init__(*given)

    def do_OPTIONS(self) -> None:
        """Let pages of other origins ask, as the pools of AWS do."""
        self._send(HTTPStatus.OK, {})

    def do_POST(self) -> None:
        """Answer an action, or its refusal."""
        action = str(self.headers["X-Amz-Target"]).removeprefix("AWSCognitoIdentityProviderService.")
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            self._send(HTTPStatus.OK, self._carry_out(action, body))
        except RefusedError as refused:
            self._send(HTTPStatus.BAD_REQUEST, {"__type": refused.name, "message": refused.message})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Print nothing."""

    def _send(self, status: HTTPStatus, document: dict[str, Any]) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Content-Type,X-Amz-Target")
        self.send_header("Access-Control-Max-Age", "600")
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def origin(url: str) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
