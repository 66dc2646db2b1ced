"""What came of a run of the fuzzer: how much was asked, what was answered, and what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemathesis import Response
    from schemathesis.engine.recorder import ScenarioRecorder

_CREATED = 201
_REDIRECT = 300


@dataclass
class Outcome:
    """Counts and failures."""

    seconds: int = 0
    """How long was asked."""
    phases: Counter[str] = field(default_factory=Counter)
    """Requests by phase."""
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Answers by operation and status, where the method was that of the operation."""
    checks: Counter[str] = field(default_factory=Counter)
    """How often each check was made."""
    identities: Counter[str] = field(default_factory=Counter)
    """Requests by the citizen who made them."""
    created: list[Response] = field(default_factory=list)
    """Answers with 201."""
    failures: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The first failure of each kind (check, operation, title), with a command that repeats it and the answer."""

    @property
    def requests(self) -> int:
        """All requests."""
        return self.phases.total()

    def times(self, operation: str, *statuses: int) -> int:
        """Return how often an operation was answered with one of the statuses."""
        return sum(self.statuses[operation, status] for status in statuses)

    def missing(self, document: Mapping[str, Any]) -> set[str]:
        """Return the operations of a document that never succeeded, but those of an office's day.

        They need one another in an order and minutes in between, which `tests/interleavings/halls.py` plays.
        """
        paths: Mapping[str, Any] = document["paths"]
        documented = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
        documented = {operation for operation in documented if " /staff/" not in operation}
        return documented - {operation for operation, status in self.statuses if status < _REDIRECT}

    def note(self, phase: str, recorder: ScenarioRecorder) -> None:
        """Take in what was recorded in a scenario."""
        for case_id, interaction in recorder.interactions.items():
            case, response = recorder.cases[case_id].value, interaction.response
            self.phases[phase] += 1
            self.identities[str(case.auth_identity)] += 1
            if response and case.method == case.operation.method.upper():
                self.statuses[case.operation.label, response.status_code] += 1
                if response.status_code == _CREATED:
                    self.created.append(response)
        for case_id, checks in recorder.checks.items():
            for check in checks:
                self.checks[check.name] += 1
                if check.failure_info:
                    failure = check.failure_info.failure
                    answer = recorder.find_response(case_id=case_id)
                    said = f"{answer.status_code} {answer.text}" if answer else "no answer"
                    kind = check.name, str(failure.operation), failure.title
                    self.failures.setdefault(kind, f"{failure.message}\n{check.failure_info.code_sample}\n{said}")

    def told(self) -> str:
        """Return the failures for a person to read."""
        return "\n\n".join(f"{': '.join(kind)}\n{what}" for kind, what in sorted(self.failures.items()))
