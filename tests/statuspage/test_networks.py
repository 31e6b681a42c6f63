"""The addresses from which a page may be read."""

import pytest

from statuspage.exceptions import Invalid
from statuspage.networks import MOST, clean_networks, is_within


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        (" \n, ;\t", ""),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, 10.0.0.0/8\n2001:db8::/32 192.0.2.7", "192.0.2.7\n10.0.0.0/8\n2001:db8::/32"),
        ("10.1.2.3/8", "10.1.2.3/8"),
        ("10.0.0.0/255.0.0.0", "10.0.0.0/255.0.0.0"),
    ],
)
def test_it_keeps_one_in_each_line(given: str, kept: str):
    assert clean_networks(given, pointer="/ip_restrictions") == kept
    assert clean_networks(kept, pointer="/ip_restrictions") == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("example.com", "invalid_network"),
        ("10.0.0.0/33", "invalid_network"),
        ("10.0.0", "invalid_network"),
        ("10.0.0.1-10.0.0.9", "invalid_network"),
        ("010.0.0.1", "invalid_network"),
        ("2001:db8::/129", "invalid_network"),
        ("*", "invalid_network"),
        ("10.0.0.1 x", "invalid_network"),
        ("\x00", "control_character"),
        (["10.0.0.1"], "not_text"),
        ("\n".join(f"10.0.{n // 256}.{n % 256}" for n in range(MOST + 1)), "too_many"),
    ],
)
def test_it_refuses_what_is_none(given: object, code: str):
    with pytest.raises(Invalid) as caught:
        clean_networks(given, pointer="/ip_restrictions")
    assert [(error.pointer, error.code) for error in caught.value.errors] == [("/ip_restrictions", code)]


@pytest.mark.parametrize(
    ("address", "restrictions", "within"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.8", "192.0.2.7", False),
        ("10.255.0.1", "192.0.2.7\n10.1.2.3/8", True),
        ("11.0.0.1", "10.0.0.0/8", False),
        ("2001:db8::1", "2001:db8::/32", True),
        ("2001:db9::1", "2001:db8::/32", False),
        ("10.0.0.1", "::/0", False),
        ("2001:db8::1", "0.0.0.0/0", False),
        ("::ffff:10.0.0.1", "10.0.0.0/8", True),
        ("10.0.0.1", "::ffff:10.0.0.0/104", True),
        ("::ffff:11.0.0.1", "::ffff:10.0.0.0/104", False),
        ("", "0.0.0.0/0", False),
        ("unix:", "0.0.0.0/0", False),
        # What nobody can have stored lets nobody in.
        ("10.0.0.1", "anything", False),
    ],
)
def test_it_tells_who_is_within(address: str, restrictions: str, within: bool):
    assert is_within(address, restrictions) is within
