"""A checkout of the project, this one or another: where its functions are, and how its modules are called.

Two commits may keep the same function in different folders, so a function is known by its logical id in template.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from deploy.errors import CommandError


@dataclass(frozen=True, slots=True)
class Checkout:
    """The folder of a checkout."""

    root: Path

    def functions(self) -> dict[str, Path]:
        """Return the folder of each function by its logical id; raises CommandError where there is no template.

        Only the root template is read.
        """
        template = self.root / "template.yaml"
        if not template.is_file():
            raise CommandError(f"{self.root} is not a checkout of this project: it has no template.yaml.")
        resources = yaml_parse(template.read_text(encoding="utf-8"))["Resources"]
        return {
            logical_id: self.root / resource["Properties"]["CodeUri"]
            for logical_id, resource in resources.items()
            if resource["Type"] == "AWS::Serverless::Function"
        }

    def module(self, *names: str) -> str:
        """Return the dotted name of the first of these modules that the shared package has, in whatever folder it is.

        A name may begin with the folder, where others have a module of that name too: `base/clock`. What follows it is
        what an older commit calls the module. Raises CommandError where there is none, or more than one of a name.
        """
        package = self.root / "layers" / "core" / "antrean"
        found: list[Path] = []
        for name in names:
            if found := [path.relative_to(package.parent) for path in package.rglob(f"{name}.py")]:
                break
        if len(found) != 1:
            raise CommandError(f"{package} has {len(found)} modules called {' or '.join(names)}, not one.")
        return ".".join(found[0].with_suffix("").parts)


THIS = Checkout(Path(__file__).resolve().parents[2])
