"""How a mail looks: the same content as plain text and as HTML, in one look with the site.

The HTML loads nothing, so that it looks the same everywhere and tells nobody that it was read. Its colours are those of
`website/style.css`, in the light and in the dark; one column, as wide as the screen, up to 560 pixels.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple


class Action(NamedTuple):
    """The one thing to do: what it is called, and the address of the page where it is done."""

    label: str
    url: str


class Content(NamedTuple):
    """What a mail says, in one language: a greeting, paragraphs, facts by name, an action, and who writes."""

    language: str
    subject: str = ""
    greeting: str = ""
    code: str = ""
    """A code to be typed in, shown large."""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Names and values; a value may have several lines."""
    after: tuple[str, ...] = ()
    """Paragraphs below the facts."""
    action: Action | None = None
    foot: str = ""


def as_text(*contents: Content) -> str:
    """Return the mail as plain text, in each language that it is written in."""
    return "\n".join(_text(each) for each in contents)


def _text(content: Content) -> str:
    facts = [f"{name}:\n" + "\n".join(f"  {line}" for line in value.split("\n")) for name, value in content.facts]
    action = [f"{content.action.label}:\n{content.action.url}"] if content.action else []
    parts = [
        content.greeting,
        content.code,
        *content.paragraphs,
        *(["\n".join(facts)] if facts else []),
        *content.after,
        *action,
        *([f"--\n{content.foot}"] if content.foot else []),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(first: Content, *others: Content) -> str:
    """Return the mail as an HTML page, in each language that it is written in; whatever comes from people is escaped.

    The page is in the language of the first, whose subject it has.
    """
    return _PAGE.format(
        language=first.language,
        title=escape(first.subject),
        style=_STYLE,
        body=_body(first)
        + "".join(f'<div class="other" lang="{each.language}">{_body(each)}</div>' for each in others),
        foot=_lines(first.foot)
        + "".join(f'<br><span lang="{each.language}">{_lines(each.foot)}</span>' for each in others),
    )


def _body(content: Content) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{_lines(value)}</td></tr>' for name, value in content.facts
    )
    action = ""
    if content.action:
        url = escape(content.action.url, quote=True)
        action = f'<p class="action"><a href="{url}">{escape(content.action.label)}</a></p>'
    return "".join(
        [
            f"<p>{escape(content.greeting)}</p>" if content.greeting else "",
            f'<p class="code">{escape(content.code)}</p>' if content.code else "",
            *(f"<p>{_lines(each)}</p>" for each in content.paragraphs),
            f'<table class="facts">{rows}</table>' if rows else "",
            *(f"<p>{_lines(each)}</p>" for each in content.after),
            action,
        ]
    )


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;padding:0;background:#f1f6f4;color:#10211f;"
    'font:17px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}'
    ".page{max-width:560px;margin:0 auto;padding:16px 12px 32px}"
    ".brand{margin:0 0 12px;font-weight:700;color:#0b4f4a}"
    ".card{background:#ffffff;border-top:4px solid #0b4f4a;border-radius:8px;padding:8px 20px 20px}"
    ".card p{margin:14px 0}"
    ".card .code{margin:0;font-size:28px;font-weight:700;letter-spacing:2px;white-space:nowrap}"
    ".other{margin-top:20px;border-top:1px solid #b9cbc8}"
    ".facts{width:100%;border-collapse:collapse;margin:16px 0}"
    ".facts th,.facts td{display:block;text-align:left;padding:0}"
    ".facts th{padding-top:10px;font-weight:400;color:#46595b;font-size:15px}"
    ".facts td{padding-bottom:10px;font-weight:700;border-bottom:1px solid #b9cbc8}"
    ".action a{display:inline-block;padding:12px 20px;border-radius:8px;background:#0b4f4a;color:#ffffff;"
    "font-weight:700;text-decoration:none}"
    ".foot{margin:16px 8px 0;font-size:14px;color:#46595b}"
    "@media (prefers-color-scheme:dark){"
    "body{background:#0d1716;color:#e8f0ee}.brand{color:#8fd3cb}.card{background:#16211f;border-top-color:#8fd3cb}"
    ".facts th,.foot{color:#a9bab7}.facts td{border-bottom-color:#3a4a48}.other{border-top-color:#3a4a48}"
    ".action a{background:#8fd3cb;color:#07211f}}"
)
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    "<title>{title}</title><style>{style}</style></head>"
    '<body><div class="page"><p class="brand">Antrean Paspor</p><div class="card">{body}</div>'
    '<p class="foot">{foot}</p></div></body></html>'
)
