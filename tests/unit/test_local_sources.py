"""The digest that tells whether the running stack is these sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.sources import digest, layer_digest

PARAMETERS = {"PythonRuntime": "python3.12", "Architecture": "x86_64"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small checkout."""
    for name, text in (
        ("template.yaml", "Resources: {}"),
        ("functions/offices/app.py", "handler = 1"),
        ("layers/core/antrean/base/clock.py", "now = 1"),
        ("data/offices.csv", "office_id"),
        ("requirements/layer.txt", "pydantic==2"),
        ("README.md", "words"),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "layers/core/antrean/data").symlink_to("../../../data")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "template.yaml",
        "functions/offices/app.py",
        "functions/offices/new.py",
        "layers/core/antrean/base/clock.py",
        "data/offices.csv",
        "requirements/layer.txt",
    ],
)
def test_a_change_of_what_is_deployed_shows(root: Path, name: str) -> None:
    """Changed, added and removed files give another digest."""
    before = digest(root, PARAMETERS)
    (root / name).write_text("changed")
    changed = digest(root, PARAMETERS)
    (root / name).unlink()
    assert len({before, changed, digest(root, PARAMETERS)}) == (2 if name.endswith("new.py") else 3)


def test_a_renamed_file_shows(root: Path) -> None:
    """Names count, not only contents."""
    before = digest(root, PARAMETERS)
    (root / "functions/offices").rename(root / "functions/office")
    assert digest(root, PARAMETERS) != before


def test_parameters_show(root: Path) -> None:
    """Another Python means another stack, though no file changed; the order of parameters means nothing."""
    before = digest(root, PARAMETERS)
    assert digest(root, PARAMETERS | {"PythonRuntime": "python3.13"}) != before
    assert digest(root, dict(reversed(PARAMETERS.items()))) == before


def test_byte_code_and_documents_do_not_show(root: Path) -> None:
    """Running the tests or editing the README asks for no deployment."""
    before = digest(root, PARAMETERS)
    (root / "README.md").write_text("other words")
    cache = root / "layers/core/antrean/__pycache__"
    cache.mkdir()
    (cache / "clock.cpython-312.pyc").write_bytes(b"code")
    assert digest(root, PARAMETERS) == before


def test_layer_digest_knows_what_sams_cache_does_not(root: Path) -> None:
    """The lock file and the target are outside the layer's folder, but decide what is in it."""
    before = layer_digest(root, "python3.12", "x86_64")
    assert layer_digest(root, "python3.13", "x86_64") != before
    assert layer_digest(root, "python3.12", "arm64") != before
    (root / "requirements/layer.txt").write_text("pydantic==3")
    assert layer_digest(root, "python3.12", "x86_64") != before
