"""What the text of a generated client says: its models, lists of values and operations. No compiler is needed.

Each reader knows how `openapi-generator` writes one language, and translates types into the words of `Type`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Type:
    """A type: "text", "number", "flag", "date", "instant" or the name of a model or list of values; or a list of it."""

    name: str
    is_list: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """A generated client: models by name, with the type of each member as JSON names it; and so on."""

    models: Mapping[str, Mapping[str, Type]]
    values: Mapping[str, frozenset[str]]
    operations: Mapping[str, Mapping[str, Type]]


_Shapes = dict[str, dict[str, Type]]
_WORDS: Final = {
    "kotlin.String": "text",
    "kotlin.Int": "number",
    "kotlin.Boolean": "flag",
    "java.time.LocalDate": "date",
    "java.time.OffsetDateTime": "instant",
    "String": "text",
    "Int": "number",
    "int": "number",
    "Bool": "flag",
    "bool": "flag",
    "OpenAPIDateWithoutTime": "date",
    "Date": "instant",
    # In an address Dart writes a DateTime as an instant; for members of a body see `dart`.
    "DateTime": "instant",
}
_LIST: Final = re.compile(r"(?:kotlin\.collections\.)?List<(.+)>|\[(.+)\]")


def _type(text: str, *, is_optional: bool = False) -> Type:
    plain = text.strip().removesuffix("?")
    match = _LIST.fullmatch(plain)
    name = (match[1] or match[2]) if match else plain
    return Type(_WORDS.get(name, name), match is not None, is_optional or text.strip().endswith("?"))


def _arguments(text: str) -> dict[str, Type]:
    """Return the arguments of `name: Type = default, ...`."""
    found = re.findall(r"(\w+): ([^=,]+?)(?:( = )[^,]*)?(?:, |$)", text)
    return {name: _type(kind, is_optional=bool(default)) for name, kind, default in found}


def _read(folder: Path, pattern: str) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob(pattern))]
    assert texts, f"no {pattern} in {folder}"
    return texts


def kotlin(folder: Path) -> Client:
    """Read a client in Kotlin."""
    models: _Shapes = {}
    values: dict[str, frozenset[str]] = {}
    operations: _Shapes = {}
    for text in _read(folder, "models/*.kt"):
        if match := re.search(r"^data class (\w+) \((.*?)^\)", text, re.MULTILINE | re.DOTALL):
            members = re.findall(r'@Json\(name = "(\w+)"\)\s+val \w+: ([^=,\n]+)( = )?', match[2])
            models[match[1]] = {name: _type(kind, is_optional=bool(default)) for name, kind, default in members}
        elif match := re.search(r"^enum class (\w+)\(", text, re.MULTILINE):
            values[match[1]] = frozenset(re.findall(r'@Json\(name = "([^"]+)"\)', text))
    for text in _read(folder, "apis/*Api.kt"):
        found = re.findall(r"^    fun (\w+)\((.*?)\) ?: ", text, re.MULTILINE)
        # Beside each there is one that also tells of headers, and one that only describes the request.
        operations |= {
            name: _arguments(arguments) for name, arguments in found if not name.endswith(("HttpInfo", "RequestConfig"))
        }
    return Client(models, values, operations)


def swift(folder: Path) -> Client:
    """Read a client in Swift."""
    models: _Shapes = {}
    values: dict[str, frozenset[str]] = {}
    operations: _Shapes = {}
    for text in _read(folder, "Models/*.swift"):
        if match := re.search(r"^public struct (\w+): .*?public init\((.*?)\) {", text, re.MULTILINE | re.DOTALL):
            keys = dict(re.findall(r'^        case (\w+) = "(\w+)"$', text, re.MULTILINE))
            models[match[1]] = {keys.get(name, name): kind for name, kind in _arguments(match[2]).items()}
        elif match := re.search(r"^public enum (\w+): String", text, re.MULTILINE):
            values[match[1]] = frozenset(re.findall(r'^    case \w+ = "([^"]+)"', text, re.MULTILINE))
    for text in _read(folder, "APIs/*API.swift"):
        found = re.findall(r"open class func (\w+)\((.*?)(?:, )?apiConfiguration: ", text)
        operations |= {name: _arguments(arguments) for name, arguments in found if not name.endswith("Builder")}
    return Client(models, values, operations)


def dart(folder: Path) -> Client:
    """Read a client in Dart."""
    models: _Shapes = {}
    values: dict[str, frozenset[str]] = {}
    operations: _Shapes = {}
    for text in _read(folder, "model/*.dart"):
        if match := re.search(r"^enum (\w+) {", text, re.MULTILINE):
            values[match[1]] = frozenset(re.findall(r"^  \w+\._\(r'([^']+)'\)", text, re.MULTILINE))
        elif match := re.search(r"^class (\w+) {.*?^  \1\({(.*?)^  }\);", text, re.MULTILINE | re.DOTALL):
            required = set(re.findall(r"required this\.(\w+),", match[2]))
            types = {name: kind for kind, name in re.findall(r"^  ([\w<>]+\??) (\w+);", text, re.MULTILINE)}
            # A date of a body is written as one by this formatter.
            dates = set(re.findall(r"_dateFormatter\.format\(this\.(\w+)", text))
            models[match[1]] = {
                key: _type("java.time.LocalDate" if name in dates else types[name], is_optional=name not in required)
                for key, name in re.findall(r"json\[r'(\w+)'\] =[^;]*?this\.(\w+)", text)
            }
    for text in _read(folder, "api/*_api.dart"):
        for name, arguments in re.findall(r"^  Future<.*?> (\w+)\((.*?)\) async {", text, re.MULTILINE):
            if not name.endswith("HttpInfo"):
                found = re.findall(r"(\w[\w<>]*\??) (\w+),", arguments)
                operations[name] = {argument: _type(kind) for kind, argument in found if argument != "abortTrigger"}
    return Client(models, values, operations)


READERS: Final[Mapping[str, Callable[[Path], Client]]] = {"kotlin": kotlin, "swift6": swift, "dart": dart}
"""The readers by the names of the generators."""
