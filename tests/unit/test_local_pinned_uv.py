"""What uv is told of pip's configuration: local/setup/pinned_uv.py."""

from __future__ import annotations

from local.setup.pinned_uv import arguments, configured, environment

FILES = [
    "global.index-url='https://mirror.invalid/simple'",
    r"global.extra-index-url='https://one.invalid/simple\nhttps://two.invalid/simple'",
    "global.find-links='/wheels /more'",
    "install.trusted-host='one.invalid two.invalid'",
    "global.cert='/mirror.pem'",
    "freeze.timeout='1'",
]


def test_uv_asks_where_pip_asks() -> None:
    """Index, further indexes, folders of wheels, certificates and trusted hosts come over, lists as uv writes them."""
    found = environment(configured(FILES), {})
    assert found == {
        "UV_DEFAULT_INDEX": "https://mirror.invalid/simple",
        "UV_INDEX": "https://one.invalid/simple https://two.invalid/simple",
        "UV_FIND_LINKS": "/wheels,/more",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_INSECURE_HOST": "one.invalid two.invalid",
        "SSL_CERT_FILE": "/mirror.pem",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def test_the_environment_outranks_files_and_install_outranks_global() -> None:
    """Of two values of an option, uv gets the one that `pip install` obeys, whatever their order."""
    lines = [":env:.index-url='https://c.invalid'", "install.index-url='b'", "global.index-url='a'"]
    assert configured(lines)["index-url"] == "https://c.invalid"
    assert configured(lines[1:])["index-url"] == "b"


def test_what_is_said_to_uv_itself_wins() -> None:
    """A variable of uv that is set stays, and so does everything else in the environment."""
    said = {"UV_DEFAULT_INDEX": "https://own.invalid/simple", "PATH": "/bin"}
    assert said.items() <= environment(configured(FILES), said).items()


def test_no_index_means_no_index() -> None:
    """Where pip asks nobody, uv asks nobody; `0` is no."""
    assert arguments({"no-index": "true"}) == ["--no-index"]
    assert arguments({"no-index": "0"}) == arguments({}) == []


def test_nothing_configured_changes_nothing() -> None:
    """Without a configuration of pip, uv goes where it goes by itself, and never fetches another Python."""
    assert environment(configured([]), {}) == {"UV_PYTHON_DOWNLOADS": "never"}
