"""Write common_passwords.txt anew from zxcvbn's list, and the website's module of the same words.

`PYTHONPATH=layers/core uv run --with zxcvbn==4.5.0 data/refresh_passwords.py`, when zxcvbn has a new list.

zxcvbn (MIT licence) ranks 30,000 passwords by how often leaks had them. We keep words that are common enough to be
tried first, as the rule compares them (`antrean.proofs.passwords`): what is long enough to be a password here, and
shorter words that become one with a few digits. Words of Indonesia, and what the service is called, are added by hand.
The website sends the same words to every telephone, so there are some hundreds of them, and not thirty thousand.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped, import-not-found, unused-ignore]

from antrean.policy.people import PASSWORD_PADDING, SHORTEST_PASSWORD
from antrean.proofs.passwords import is_row

LONG_WORDS: Final = 160
SHORT_WORDS: Final = 260
OF_INDONESIA: Final = """
    antrean antreanpaspor paspor pasporku imigrasi indonesia indonesiaraya merdeka garuda pancasila nusantara bhineka
    jakarta bandung surabaya semarang yogyakarta denpasar makassar medan palembang sayang sayangku sayangkamu
    akucintakamu akusayangkamu cinta cintaku cintakamu kamusayang bismillah bismillahirrahmanirrahim alhamdulillah
    subhanallah allahuakbar assalamualaikum insyaallah rahasia rahasiaku katasandi sandiku passwordku anakku ibuku
    bapakku keluarga keluargaku suamiku istriku bahagia selamanya semangat sukses persib persija doraemon naruto
    indonesiaku lupapassword lupasandi gakadapassword terserah qwertyuiop
"""
TARGET: Final = Path(__file__).with_name("common_passwords.txt")
SITE: Final = Path(__file__).resolve().parents[1] / "website" / "lib" / "people" / "common.js"


def words() -> list[str]:
    """Return the words, in the order of the alphabet."""
    ranked = [word for word in FREQUENCY_LISTS["passwords"] if re.fullmatch(r"[a-z0-9]+", word)]
    stems = list(dict.fromkeys(re.sub(r"^[0-9]+|[0-9]+$", "", word) for word in ranked))
    short = [stem for stem in stems if SHORTEST_PASSWORD - PASSWORD_PADDING <= len(stem) < SHORTEST_PASSWORD]
    kept = {*[word for word in short if not is_row(word)][:SHORT_WORDS], *OF_INDONESIA.split()}
    for word in ranked:
        if len(kept) == LONG_WORDS + SHORT_WORDS:
            break
        parts = {word, re.sub(r"^[0-9]+|[0-9]+$", "", word), re.sub(r"^[a-z]+|[a-z]+$", "", word)}
        known = any(
            part and len(word) - len(part) <= PASSWORD_PADDING and (part in kept or is_row(part)) for part in parts
        )
        if len(word) >= SHORTEST_PASSWORD and not known:
            kept.add(word)
    return sorted(kept)


def main() -> None:
    """Write the file beside this script, and the module of the website."""
    found = words()
    TARGET.write_text("\n".join(found) + "\n", encoding="utf-8")
    SITE.write_text(
        "// Words that are tried first: data/common_passwords.txt, written by data/refresh_passwords.py.\n\n"
        f'export const COMMON = new Set("{" ".join(found)}".split(" "));\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
