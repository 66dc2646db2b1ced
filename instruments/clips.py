"""The recorded words of the board, spoken by the free voice eSpeak NG: `python -m instruments.clips` makes them anew.

A board speaks with a voice of its device; many have none of Indonesian, and they play these. Which parts a call
consists of, and their words, is told by the board's own `speech.js`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from array import array
from io import BytesIO
from pathlib import Path
from typing import Final
from wave import open as open_wave

ROOT: Final = Path(__file__).resolve().parents[1]
CLIPS: Final = ROOT / "website" / "petugas" / "board" / "clips"
VOICES: Final = {"id": "id+f3", "en": "en+f3"}
"""For each language of the pages, the voice that speaks it."""
PHONEMES: Final = {"empat": "@mp'at", "empat belas": "@mp'at b@l'as", "empat puluh": "@mp'at p'uluh"} | {
    "enam": "@n'am",
    "enam belas": "@n'am b@l'as",
    "enam puluh": "@n'am p'uluh",
    "loket": "l'okEt",
}
"""Indonesian words that eSpeak NG says wrongly as they are written: they begin, or do not, with the vowel of "emas"."""
_PACE: Final = 135
"""Words a minute: slower than people talk, because halls are loud."""
_LOUDEST: Final = 28_000
"""The loudest sample of each clip, of 32,767, so that no word is louder than another."""
_SILENT: Final = 400
"""A sample that is not louder belongs to the silence before or after a word."""
_MARGIN_SECONDS: Final = 0.03
_KILOBITS: Final = 24
"""A second, at 16,000 samples a second: enough for a voice."""
_TELL_PARTS: Final = """
import { PARTS, wordOf } from "./website/petugas/board/speech.js";
const languages = process.argv.slice(1);
console.log(JSON.stringify(Object.fromEntries(
  languages.map((language) => [language, Object.fromEntries(PARTS.map((part) => [part, wordOf(part, language)]))]))));
"""


def parts() -> dict[str, dict[str, str]]:
    """Return for each language the words of each part of a call, by its name."""
    program = ["local/setup/npm.sh", "node", "--input-type=module", "--eval", _TELL_PARTS, "--", *VOICES]
    told = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, str]] = json.loads(told.stdout)
    return found


def clip(words: str, language: str) -> bytes:
    """Let the voice say words, and return them as an MP3, which every browser plays."""
    said = f"[[{PHONEMES[words]}]]" if language == "id" and words in PHONEMES else words
    speaking = ["espeak-ng", "-v", VOICES[language], "-s", str(_PACE), "--stdout", said]
    spoken = subprocess.run(speaking, capture_output=True, check=True).stdout
    encoding = ["lame", "--quiet", "-t", "-m", "m", "--resample", "16", "-b", str(_KILOBITS), "-q", "0", "-", "-"]
    return subprocess.run(encoding, input=_trimmed(spoken), capture_output=True, check=True).stdout


def _trimmed(spoken: bytes) -> bytes:
    """Return a recording as loud as all others, and without the silence around the words."""
    with open_wave(BytesIO(spoken)) as heard:
        rate = heard.getframerate()
        samples = array("h", heard.readframes(heard.getnframes()))
    loudest = max(map(abs, samples))
    samples = array("h", (sample * _LOUDEST // loudest for sample in samples))
    loud = [index for index, sample in enumerate(samples) if abs(sample) > _SILENT]
    margin = int(_MARGIN_SECONDS * rate)
    kept = samples[max(0, loud[0] - margin) : loud[-1] + margin]
    written = BytesIO()
    with open_wave(written, "wb") as recording:
        recording.setparams((1, 2, rate, 0, "NONE", ""))
        recording.writeframes(kept.tobytes())
    return written.getvalue()


def main() -> int:
    """Make every clip anew."""
    total = 0
    for language, words in parts().items():
        folder = CLIPS / language
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.mp3"):
            old.unlink()
        for part, said in words.items():
            total += (folder / f"{part}.mp3").write_bytes(clip(said, language))
        print(f"{folder.relative_to(ROOT)}: {len(words)} clips")
    print(f"{total:,} bytes together")
    return 0


if __name__ == "__main__":
    sys.exit(main())
