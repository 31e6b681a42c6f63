"""The shape of keys, and what is kept of them."""

import re
import zlib

import pytest
from django.test import override_settings

from apikeys import credentials


def test_it_makes_keys_of_the_one_shape():
    made = [credentials.create() for _ in range(200)]
    for credential in made:
        assert re.fullmatch(r"cdr_[A-Za-z0-9]{28}", credential.secret)
        assert credential.secret.startswith(credential.prefix)
        assert len(credential.prefix) == 10
        assert credentials.is_well_formed(credential.secret)
    assert len({credential.secret for credential in made}) == 200


def test_it_ends_keys_with_a_checksum_that_anyone_can_compute():
    secret = credentials.create().secret
    number, digits = zlib.crc32(secret[:26].encode()), ""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    while number:
        number, digit = divmod(number, 62)
        digits = alphabet[digit] + digits
    assert secret[26:] == digits.rjust(6, "0")


@pytest.mark.parametrize("at", range(4, 32))
def test_it_notices_one_wrong_character(at):
    secret = credentials.create().secret
    wrong = secret[:at] + ("a" if secret[at] != "a" else "b") + secret[at + 1 :]
    assert not credentials.is_well_formed(wrong)


@pytest.mark.parametrize(
    "text", ["", "cdr_", "cdr_" + "é" * 28, "x" * 32, "cdr_" + "a" * 28 + "\n", "a" * 10_000]
)
def test_it_takes_no_other_text_for_a_key(text):
    assert not credentials.is_well_formed(text)


def test_it_keeps_a_keyed_hash():
    credential = credentials.create()
    assert credentials.digest_matches(credential.secret, credential.digest)
    assert not credentials.digest_matches(credentials.create().secret, credential.digest)
    with override_settings(SECRET_KEY="another" * 10):
        assert credentials.digest(credential.secret) != credential.digest
        assert not credentials.digest_matches(credential.secret, credential.digest)


def test_it_knows_keys_from_before_the_server_secret_changed(settings):
    credential = credentials.create()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert credentials.digest_matches(credential.secret, credential.digest)


def test_it_masks_keys_in_text():
    one, two = credentials.create(), credentials.create()
    text = credentials.masked(f"/a/{one.secret}/b?{two.secret}&cdr_short")
    assert text == f"/a/{one.prefix}…/b?{two.prefix}…&cdr_short"
