"""Botocore's descriptions of AWS's services, without what our clients never use of them.

Botocore begins its first client by looking into the folders of all four hundred services, reads where each of them is
in each region, and keeps all of it in ordered dictionaries from the time when ordinary ones had no order. That is an
eighth of the cold start of a booking. A session takes its loader, and a loader its reader, as arguments.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader


class ServiceData(Loader):
    """The descriptions that come with botocore, for clients of services that have endpoint rules of their own."""

    def __init__(self) -> None:
        """Read them as ordinary dictionaries."""
        super().__init__(file_loader=_Reader())

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the services that have a folder; that one has no file of `type_name` is found out when it is read."""
        del type_name
        # names, and not a path for each of the four hundred
        return os.listdir(self.BUILTIN_DATA_PATH)  # noqa: PTH208

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Return the data of that name and the file it was in.

        `endpoints`, a megabyte, says where the services are that have no endpoint rules; that is none of ours.
        """
        if name == "endpoints":
            return {"partitions": []}, str(Path(self.BUILTIN_DATA_PATH, name))
        found: tuple[Any, str] = super().load_data_with_path(name)
        return found


class _Reader(JSONFileLoader):
    def load_file(self, file_path: str) -> Any:  # noqa: ANN401 - whatever the file holds
        for suffix, opened in ((".json", open), (".json.gz", gzip.open)):
            path = Path(file_path + suffix)
            if path.is_file():
                with opened(path, "rb") as file:
                    return json.load(file)
        return None
