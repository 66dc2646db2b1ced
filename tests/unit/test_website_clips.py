"""The recorded words of the board are there, for whatever a call can consist of."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from deploy import site
from instruments import clips

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES: Final = 300_000
"""Of all clips together. A board asks for those of its calls, one by one, and only once its sound is on."""
_MOST_OF_ONE: Final = 6_000


def _recorded() -> dict[str, Path]:
    return {path.relative_to(clips.CLIPS).as_posix(): path for path in clips.CLIPS.rglob("*") if path.is_file()}


def test_every_part_of_a_call_is_recorded_in_both_languages() -> None:
    """Nothing is missing and nothing is left over."""
    parts = clips.parts()
    assert parts["id"]["90"] == "sembilan puluh"
    assert parts["en"]["counter"] == "counter"
    assert sorted(_recorded()) == sorted(f"{language}/{part}.mp3" for language in parts for part in parts[language])


def test_clips_are_small_and_are_served_as_sound() -> None:
    """They begin as an MP3 without a header does, and are light enough for a slow line."""
    sizes = {name: path.stat().st_size for name, path in _recorded().items()}
    assert max(sizes.values()) <= _MOST_OF_ONE
    assert sum(sizes.values()) <= _MOST_BYTES
    assert {path.read_bytes()[:2] for path in _recorded().values()} == {b"\xff\xf3"}
    assert {site.media_type(name) for name in sizes} == {"audio/mpeg"}


def test_words_that_the_voice_says_wrongly_are_words_of_calls() -> None:
    """Each of them is written as sounds because some call has it."""
    words = clips.parts()["id"].values()
    assert [each for each in clips.PHONEMES if each not in words] == []
    tens = {f"{digit} {ten}" for digit, ten in product(("empat", "enam"), ("belas", "puluh"))}
    assert tens <= clips.PHONEMES.keys()
