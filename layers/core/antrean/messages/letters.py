"""The letters that we write ourselves; Cognito mails its codes."""

from __future__ import annotations

from antrean.messages.port import Letter


def account_exists(full_name: str) -> Letter:
    """Return the letter to an owner whose NIK or e-mail address somebody tried to register again."""
    return Letter(
        "Antrean Paspor: percobaan pendaftaran / registration attempt", _ACCOUNT_EXISTS.format(name=full_name)
    )


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
