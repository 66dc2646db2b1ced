"""Loads botocore's descriptions of AWS's services from fewer and smaller files, which shortens every cold start.

`python -m bench cold_start` measures by how much. Before its first client botocore looks into the folders of all
services, reads where each of them is in each region (more than a megabyte), and keeps all that in ordered dictionaries,
which take longer to build than ordinary ones.

Lambda's runtime brings its own botocore and renews it at any time. So nothing here is copied from one version, and only
public classes are used: a session takes its loader as a component, and a loader its reader as an argument. A file that
is not read is replaced by the same facts from a smaller file of the same botocore. The tests compare the clients with
those of an unchanged botocore, in every partition.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader


class ServiceData(Loader):
    """The descriptions that come with botocore, for clients of services that have endpoint rules of their own.

    All services that we use have such rules (`endpoint-rule-set-1`), which say where a service is.
    """

    def __init__(self) -> None:
        """Read files as ordinary dictionaries."""
        super().__init__(file_loader=_Reader())

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the services that have a folder; whether it holds a file of `type_name` shows when that is read."""
        del type_name
        # `listdir` makes only names; `iterdir` would make a path for each of the four hundred folders.
        return os.listdir(self.BUILTIN_DATA_PATH)  # noqa: PTH208

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Return the data of that name and the file they were in.

        Botocore asks for `endpoints` even where a service has rules of its own. It is made from `partitions` here,
        which the rules need anyway: so it has every partition and region, but no exception of a single service.
        """
        if name == "endpoints":
            partitions = self.load_data("partitions")["partitions"]
            return {"partitions": [_by_default(each) for each in partitions]}, str(Path(self.BUILTIN_DATA_PATH, name))
        found: tuple[Any, str] = super().load_data_with_path(name)
        return found


class _Reader(JSONFileLoader):
    def load_file(self, file_path: str) -> Any:  # noqa: ANN401 - whatever the file holds
        for suffix, opened in ((".json", open), (".json.gz", gzip.open)):
            path = Path(file_path + suffix)
            if path.is_file():
                with opened(path, "rb") as file:
                    return json.load(file)
        # The file is absent, or of a kind that only a newer botocore knows.
        return super().load_file(file_path)


def _by_default(partition: dict[str, Any]) -> dict[str, Any]:
    """Return a partition as `endpoints` has it, with the addresses that its services have by default."""
    outputs = partition["outputs"]
    plain, dual = outputs["dnsSuffix"], outputs["dualStackDnsSuffix"]
    variants = [
        {"tags": ["fips"], "hostname": "{service}-fips.{region}.{dnsSuffix}", "dnsSuffix": plain},
        {"tags": ["dualstack", "fips"], "hostname": "{service}-fips.{region}.{dnsSuffix}", "dnsSuffix": dual},
        {"tags": ["dualstack"], "hostname": "{service}.{region}.{dnsSuffix}", "dnsSuffix": dual},
    ]
    return {
        "partition": partition["id"],
        "dnsSuffix": plain,
        "regions": partition["regions"],
        "regionRegex": partition["regionRegex"],
        "defaults": {
            "hostname": "{service}.{region}.{dnsSuffix}",
            "protocols": ["https"],
            "signatureVersions": ["v4"],
            "variants": variants,
        },
        "services": {},
    }
