"""What is kept encrypted."""

from typing import Any

from statuspage.sealing import seal, unseal


def test_it_gives_back_what_was_sealed() -> None:
    assert unseal(seal({"token": "très secret"})) == {"token": "très secret"}


def test_it_hides_what_was_sealed() -> None:
    assert "hunter2" not in seal({"password": "hunter2"})


def test_it_keeps_nothing_as_nothing() -> None:
    assert seal({}) == ""
    assert unseal("") == {}


def test_it_reads_what_an_older_server_secret_sealed(settings: Any) -> None:
    sealed = seal({"token": "x"})
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret"
    assert unseal(sealed) == {"token": "x"}


def test_it_gives_nothing_for_what_it_cannot_read(settings: Any) -> None:
    sealed = seal({"token": "x"})
    settings.SECRET_KEY = "another secret"
    assert unseal(sealed) == {}
