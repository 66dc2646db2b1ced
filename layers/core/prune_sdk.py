"""Reduces the SDK in the layer to what the functions use; the Makefile beside it runs this on each built layer.

Only data files are changed, and botocore reads them by its own loader: nothing is replaced at run time. Of every
service that is kept each operation, shape, error and endpoint rule stays, so a client does what one of the whole
botocore does; `tests/infra/test_sdk.py` compares the two. What goes:

- the descriptions of all other services, and their addresses in `endpoints.json`, which botocore reads before its first
  client. Of more than a megabyte some fifty kilobytes remain;
- documentation, examples, white space and compression, and older versions of an API. They make up nine tenths of a
  description, and botocore would read and parse them at each cold start;
- the resources of boto3, a second way to call services, which no function uses.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from antrean.aws.services import Service

if TYPE_CHECKING:
    from collections.abc import Iterable

SERVICES: Final[tuple[str, ...]] = get_args(Service)
_DESCRIPTION: Final = "service-2"
_EXAMPLES: Final = "examples-1"


def prune(site: Path) -> None:
    """Reduce the boto3 and the botocore in the folder `site`, where packages are; raises LookupError.

    The error names a service of the list that this botocore does not have.
    """
    shutil.rmtree(site / "boto3" / "data")
    shutil.rmtree(site / "boto3" / "examples", ignore_errors=True)
    data = site / "botocore" / "data"
    for folder in [path for path in data.iterdir() if path.is_dir() and path.name not in SERVICES]:
        shutil.rmtree(folder)
    prefixes = {_prune_service(data / service) for service in SERVICES}
    _prune_endpoints(data / "endpoints.json", prefixes)
    for path in [*data.rglob("*.json"), *data.rglob("*.json.gz")]:
        _make_small(path)


def _prune_service(folder: Path) -> str:
    """Keep the newest version of a service's API without its examples; return the service's name in addresses."""
    versions = sorted(path.parent for path in folder.glob(f"*/{_DESCRIPTION}.json*"))
    if not versions:
        raise LookupError(f"This botocore has no description of the service {folder.name}.")
    newest = versions[-1]
    for version in [path for path in folder.iterdir() if path != newest]:
        shutil.rmtree(version)
    for path in newest.glob(f"{_EXAMPLES}.json*"):
        path.unlink()
    [description] = newest.glob(f"{_DESCRIPTION}.json*")
    prefix: str = _read(description)["metadata"]["endpointPrefix"]
    return prefix


def _prune_endpoints(path: Path, prefixes: Iterable[str]) -> None:
    """Keep every partition and region, and in them the addresses of the services with these prefixes."""
    endpoints = _read(path)
    kept = frozenset(prefixes)
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in kept}
    _write(path, endpoints)


def _make_small(path: Path) -> None:
    """Write a file again, without compression and white space, and a description without documentation."""
    content = _read(path)
    if path.name.startswith(f"{_DESCRIPTION}.json"):
        # Documentation is optional for botocore in these two parts, but not where S3 describes settings of its own.
        content |= {part: _without_documentation(content[part]) for part in ("operations", "shapes")}
        content.pop("documentation", None)
    path.unlink()
    _write(path.with_name(path.name.removesuffix(".gz")), content)


def _without_documentation(value: Any) -> Any:  # noqa: ANN401 - whatever a description holds
    if isinstance(value, dict):
        return {
            name: _without_documentation(member)
            for name, member in value.items()
            # A member of a request may be called `documentation` too; it is described by a dictionary.
            if not (name == "documentation" and isinstance(member, str))
        }
    if isinstance(value, list):
        return [_without_documentation(each) for each in value]
    return value


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    whole = path.read_bytes()
    return json.loads(gzip.decompress(whole) if path.suffix == ".gz" else whole)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    prune(Path(sys.argv[1]))
