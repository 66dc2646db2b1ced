"""template.yaml as CloudFormation gets it: macros of SAM expanded, parameters and conditions resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from boto3 import Session
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]
REGION = "ap-southeast-3"
ACCOUNT = "123456789012"
SITE_ADDRESS = "http://127.0.0.1:8080"
_PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::StackName": "antrean",
    "AWS::URLSuffix": "amazonaws.com",
}


def source() -> dict[str, Any]:
    """template.yaml as written, intrinsic functions in their long form; each caller may change what it gets."""
    return deepcopy(_parsed())


@cache
def _parsed() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return parsed


class Stack:
    """The template for one set of parameters."""

    def __init__(
        self, parameters: Mapping[str, str] | None = None, edit: Callable[[dict[str, Any]], None] | None = None
    ) -> None:
        """Expand and resolve the template; parameters that are not given have their defaults.

        `edit` changes the template as `sam deploy` uploads it, in which code stands as the address of what was built.
        """
        template = source()
        defaults = {name: str(parameter.get("Default", "")) for name, parameter in template["Parameters"].items()}
        self.values: dict[str, str] = defaults | dict(parameters or {})
        self.conditions: dict[str, bool] = {}
        for name, rule in template["Conditions"].items():
            self.conditions[name] = bool(self._plain(rule))
        for resource in template["Resources"].values():
            # SAM translates what was uploaded; the tests upload nothing.
            for name in {"CodeUri", "ContentUri"} & set(resource["Properties"]):
                resource["Properties"][name] = "s3://bucket/key"
        if edit:
            edit(template)
        translator = Translator({}, Parser(), boto_session=Session(region_name=REGION))
        translated = translator.translate(template, self.values)
        self.resources: dict[str, dict[str, Any]] = {
            name: self._plain(resource)
            for name, resource in translated["Resources"].items()
            if self.conditions.get(resource.get("Condition"), True)
        }
        self.outputs: dict[str, str] = {
            name: str(self._plain(output["Value"]))
            for name, output in translated["Outputs"].items()
            if self.conditions.get(output.get("Condition"), True)
        }

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """Properties of the resources of a CloudFormation type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }

    def properties(self, name: str) -> dict[str, Any]:
        """Properties of the resource with this logical id."""
        found: dict[str, Any] = self.resources[name]["Properties"]
        return found

    def _plain(self, value: Any) -> Any:
        """Resolve intrinsic functions; a reference to a resource becomes `<id>`, to its attribute `<id.Attribute>`."""
        if isinstance(value, list):
            resolved_items = (self._plain(item) for item in value)
            return [item for item in resolved_items if item is not None]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            functions: dict[str, Callable[[Any], Any]] = {
                "Ref": self._ref,
                "Fn::GetAtt": self._attribute,
                "Fn::Sub": self._sub,
                "Fn::If": self._if,
                "Fn::Equals": lambda pair: self._plain(pair[0]) == self._plain(pair[1]),
                "Fn::Not": lambda operands: not self._plain(operands[0]),
            }
            if function in functions:
                return functions[function](argument)
        resolved = {name: self._plain(item) for name, item in value.items()}
        return {name: item for name, item in resolved.items() if item is not None}

    def _ref(self, name: str) -> str | None:
        if name == "AWS::NoValue":
            return None
        return _PSEUDO.get(name) or self.values.get(name, f"<{name}>")

    def _attribute(self, argument: str | list[str]) -> str:
        return f"<{argument if isinstance(argument, str) else '.'.join(argument)}>"

    def _if(self, argument: list[Any]) -> Any:
        name, then, otherwise = argument
        return self._plain(then if self.conditions[name] else otherwise)

    def _sub(self, argument: str | list[Any]) -> str:
        text, extra = (argument, {}) if isinstance(argument, str) else argument
        names = {name: str(self._plain(value)) for name, value in extra.items()}

        def value(match: re.Match[str]) -> str:
            name = match[1]
            return names.get(name) or (self._attribute(name) if "." in name else str(self._ref(name)))

        return re.sub(r"\$\{([^}]+)}", value, text)


def statements(policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Statements of a policy document, with `Action` and `Resource` always as lists."""
    return [
        {
            **statement,
            "Action": _listed(statement["Action"]),
            "Resource": _listed(statement.get("Resource", [])),
        }
        for statement in policy["Statement"]
    ]


def granted(stack: Stack, role: str) -> list[dict[str, Any]]:
    """Statements of all policies of a role, its managed ones of this stack included."""
    properties = stack.properties(role)
    own = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    managed = [policy.strip("<>") for policy in properties.get("ManagedPolicyArns", []) if policy.startswith("<")]
    documents = own + [stack.properties(policy)["PolicyDocument"] for policy in managed]
    return [statement for document in documents for statement in statements(document)]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@cache
def usual() -> Stack:
    """The template with the defaults of its parameters, translated once for all who only look at it."""
    return Stack()
