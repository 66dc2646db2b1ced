"""Where one local copy of the system lives: its folders, ports and addresses."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOST: Final = "127.0.0.1"
REGION: Final = "ap-southeast-3"
STACK_NAME: Final = "antrean"
_DEFAULT_PORT_AWS: Final = 4566
_DEFAULT_PORT_WEB: Final = 8080
_DEFAULT_STATE: Final = ".local"
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True)
class Settings:
    """One local copy. Two copies run side by side when their ports and state folders differ."""

    root: Path
    state: Path
    port_aws: int
    port_web: int
    keeps_files: bool = False
    """Whether browsers may keep the website's files for a minute, as on AWS: for tests, which edit none."""

    @classmethod
    def read(cls, environ: Mapping[str, str], root: Path) -> Settings:
        """Return the settings that PORT_AWS, PORT_WEB and ANTREAN_STATE (relative to the checkout) ask for.

        Raises CommandError for a value that is not a port number, and for two equal ports.
        """
        port_aws = _port(environ, "PORT_AWS", _DEFAULT_PORT_AWS)
        port_web = _port(environ, "PORT_WEB", _DEFAULT_PORT_WEB)
        if port_aws == port_web:
            message = f"PORT_AWS and PORT_WEB are both {port_aws}; they must differ."
            raise CommandError(message)
        return cls(
            root,
            root / (environ.get("ANTREAN_STATE") or _DEFAULT_STATE),
            port_aws,
            port_web,
            "ANTREAN_KEEP_FILES" in environ,
        )

    @property
    def endpoint_url(self) -> str:
        """Address of the embedded AWS, for every service."""
        return f"http://{HOST}:{self.port_aws}"

    @property
    def website_url(self) -> str:
        """Address of the website."""
        return f"http://{HOST}:{self.port_web}"

    def command(self, target: str) -> str:
        """Return how `make` is called for this copy: with its ports and folder where they are not the usual ones."""
        given = {
            "PORT_AWS": self.port_aws if self.port_aws != _DEFAULT_PORT_AWS else None,
            "PORT_WEB": self.port_web if self.port_web != _DEFAULT_PORT_WEB else None,
            "ANTREAN_STATE": self.state if self.state != self.root / _DEFAULT_STATE else None,
        }
        return " ".join(["make", target, *(f"{name}={value}" for name, value in given.items() if value)])

    @property
    def template(self) -> Path:
        """The stack's template."""
        return self.root / "template.yaml"

    @property
    def aws_state(self) -> Path:
        """Folder in which ministack keeps its state between runs."""
        return self.state / "aws"

    @property
    def outputs_file(self) -> Path:
        """File whose presence means that the system is ready."""
        return self.state / "outputs.json"

    @property
    def demo_file(self) -> Path:
        """Demo people of this state folder, with their passwords."""
        return self.state / "demo.json"

    @property
    def mail_file(self) -> Path:
        """Mails of runs of an earlier release."""
        return self.state / "mail.json"

    @property
    def sent_file(self) -> Path:
        """Mails of SES and Cognito, a line each, with their attachments."""
        return self.state / "sent.jsonl"

    @property
    def ministack_python(self) -> Path:
        """Python of the embedded AWS, in an environment of its own because it pins botocore."""
        return self.root / ".venv" / "ministack" / "bin" / "python"


def runtime() -> str:
    """Return the Lambda runtime to build for: this Python's version, with which ministack runs handlers too."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def architecture() -> str:
    """Return the Lambda architecture to build for: that of this machine, because the handlers run on it."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _HIGHEST_PORT):
        message = f"{name}={text} is not a port (1 to {_HIGHEST_PORT})."
        raise CommandError(message)
    return int(text)
