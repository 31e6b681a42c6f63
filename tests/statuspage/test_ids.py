"""Outward identifiers."""

import string

import pytest

from statuspage.ids import UID_LENGTH, new_uid, new_uids

ALPHABET = set(string.ascii_lowercase + string.digits)


@pytest.mark.parametrize("number", [0, 1, 7, 5000])
def test_it_gives_many_that_are_like_single_ones(number: int) -> None:
    uids = new_uids(number)
    assert len(set(uids)) == number
    assert {len(uid) for uid in [*uids, new_uid()]} == {UID_LENGTH}
    assert set("".join(uids)) <= ALPHABET


def test_it_uses_every_sign() -> None:
    assert set("".join(new_uids(2000))) == ALPHABET
