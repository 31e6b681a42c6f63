"""Signatures of badges' addresses."""

from typing import Any
from uuid import UUID

import pytest

from statuspage.badge_signing import badge_signature, badge_states

KEY, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("tag", ["*", "prod", "db@dc1", "größe", "a/b", "x" * 500])
def test_it_knows_its_own_signatures_and_how_many_states_they_stand_for(tag: str) -> None:
    assert badge_states(KEY, tag, badge_signature(KEY, tag)) == 3
    assert badge_states(KEY, tag, badge_signature(KEY, tag, states=2)) == 2


def test_a_signature_has_eight_characters_that_need_no_quoting() -> None:
    signature = badge_signature(KEY, "prod")
    assert len(signature) == 8
    assert signature.replace("-", "").replace("_", "").isalnum()
    assert badge_signature(KEY, "prod", states=2) == f"{signature}-2"


def test_it_refuses_every_other_signature() -> None:
    right = badge_signature(KEY, "prod")
    wrong = ["", "-2", right[:7], f"{right}-3", f"{right}x", f"{right}-2-2", right.swapcase(), "é" * 8]
    assert {badge_states(KEY, "prod", one) for one in wrong} == {None}
    assert badge_states(KEY, "staging", right) is None
    assert badge_states(OTHER, "prod", right) is None


def test_a_signature_outlives_a_change_of_the_server_secret_while_the_old_one_is_kept(settings: Any) -> None:
    right = badge_signature(KEY, "prod")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret"
    assert badge_states(KEY, "prod", right) == 3
    assert badge_signature(KEY, "prod") != right
    settings.SECRET_KEY_FALLBACKS = []
    assert badge_states(KEY, "prod", right) is None
