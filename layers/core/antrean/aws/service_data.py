"""Botocore's descriptions of AWS's services, read the short way: a quarter of what a cold start took before.

`python -m bench cold_start` measures it. Before its first client botocore looks into the folders of all services,
reads where each of them is in each region (more than a megabyte), and keeps whatever it reads in ordered dictionaries,
from the time when ordinary ones had no order.

Lambda's runtime brings its own botocore and renews it without asking, so nothing here is copied from one version, and
nothing reaches behind its public classes: a session takes its loader as a component, and a loader its reader as an
argument. What is not read is replaced by the same facts from a smaller file of the same botocore. The tests compare the
clients with those of an untouched botocore, in every partition.
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

    All that we use have (`endpoint-rule-set-1` beside their description); the rules say where a service is.
    """

    def __init__(self) -> None:
        """Read files as ordinary dictionaries."""
        super().__init__(file_loader=_Reader())

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the services that have a folder; that one has no file of `type_name` is found out when it is read."""
        del type_name
        # names, and not a path for each of the four hundred
        return os.listdir(self.BUILTIN_DATA_PATH)  # noqa: PTH208

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Return the data of that name and the file they were in.

        `endpoints` is asked for whatever a service's own rules say. It is made of `partitions`, which the rules need
        anyway: it then knows every partition and region, but no service that lies elsewhere than the rest.
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
        # absent, or in a form that only a newer botocore knows
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
