"""The handlers of functions/, loaded side by side though each is called app.py."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from contract import declared
from tests.infra.stack import ROOT

NAMES = sorted(path.parent.name for path in (ROOT / "functions").glob("*/*/app.py"))


def load(name: str) -> ModuleType:
    """Import functions/<name>/app.py anew."""
    spec = importlib.util.spec_from_file_location(f"functions_{name}", declared.app_of(ROOT, name))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def function_of(name: str) -> str:
    """Logical id of the function of functions/<name>."""
    return "".join(part.capitalize() for part in name.split("_")) + "Function"
