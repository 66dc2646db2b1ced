"""The letters that we write ourselves; Cognito mails its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.policy import OBJECTION_TIME
from antrean.base.words import day as day_in_words
from antrean.messages.port import Message

if TYPE_CHECKING:
    from datetime import date


def account_exists(full_name: str) -> Message:
    """Return the letter to an owner whose NIK or e-mail address somebody tried to register again."""
    return Message(
        "Antrean Paspor: percobaan pendaftaran / registration attempt", _ACCOUNT_EXISTS.format(name=full_name)
    )


def contested(full_name: str, person: str, office: str, day: date) -> Message:
    """Return the letter to a booker, `full_name`, whom a `person` of the booking asks to be taken out of it."""
    words = day_in_words(day)
    return Message(
        "Antrean Paspor: ada yang ingin keluar dari antrean Anda / somebody wants to leave your booking",
        _CONTESTED.format(
            name=full_name,
            person=person,
            office=office,
            hari=words.indonesian,
            day=words.english,
            hours=int(OBJECTION_TIME.total_seconds() // 3600),
        ),
    )


_CONTESTED = """\
Yth. {name},

Pemilik NIK yang Anda daftarkan sebagai {person} untuk {office}, {hari}, minta dikeluarkan dari antrean Anda.

- Jika itu benar: Anda tidak perlu melakukan apa pun. Setelah {hours} jam orang itu boleh keluar. \
Nomor antrean yang lain tidak berubah.
- Jika itu tidak benar: masuklah ke akun Anda, buka antrean itu, dan pilih "Keberatan". \
Waktunya {hours} jam, tetapi paling lambat sehari sebelum kunjungan. Lalu petugas di loket yang memutuskan.

--

Dear {name},

The owner of the NIK that you booked as {person} for {office}, {day}, asks to be taken out of your booking.

- If that is right: there is nothing you need to do. After {hours} hours the person may leave. \
The queue numbers of the others stay.
- If it is not: log in to your account, open the booking and choose "Object". \
You have {hours} hours, but not longer than the day before the visit. Then officers at a counter decide.
"""

_ACCOUNT_EXISTS = """\
Yth. {name},

Baru saja ada yang mencoba mendaftar di Antrean Paspor dengan NIK atau alamat email Anda. \
Anda sudah punya akun, jadi tidak ada akun baru yang dibuat dan tidak ada yang berubah.

- Jika itu Anda: masuklah dengan akun Anda. Jika lupa kata sandi, atur ulang lewat \
"Lupa kata sandi" di halaman masuk.
- Jika itu bukan Anda: Anda tidak perlu melakukan apa pun. Jangan berikan kode atau kata sandi \
kepada siapa pun; petugas kami tidak pernah memintanya.

--

Dear {name},

Somebody has just tried to register at Antrean Paspor with your NIK or your e-mail address. \
You have an account already, so no new account was made and nothing has changed.

- If it was you: log in to your account. If you have forgotten your password, reset it with \
"Forgot password" on the log-in page.
- If it was not you: there is nothing you need to do. Never give a code or your password \
to anybody; our staff will never ask for them.
"""
