"""A17 of the hardening catalogue: links of subscribers are for one purpose, one page, one subscription."""

from datetime import timedelta

import pytest
from django.test import override_settings

from tests.webhooks.making import NOW, make_channel, make_endpoint, make_visitor
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.tokens import token_make, token_read

PURPOSES = ("confirm", "unsubscribe", "manage")


@pytest.fixture
def row(page):
    return make_visitor(page, state="unconfirmed", confirmation_sent_at=NOW)


def refusal(purpose, page, token, now=NOW):
    with pytest.raises(SubscriptionNotFound) as refused:
        token_read(purpose, page, token, now=now)
    return refused.value.detail


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_serves_one_purpose_on_one_page_A17(purpose, row, page, other_page):
    token = token_make(purpose, row)
    assert token_read(purpose, page, token, now=NOW) == row
    assert token == token_make(purpose, row)
    assert token.isalnum()
    assert token == token.lower()
    for other in PURPOSES:
        if other != purpose:
            refusal(other, page, token)
    refusal(purpose, other_page, token)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_answers_every_wrong_token_alike_A17(purpose, row, page):
    token = token_make(purpose, row)
    elsewhere = make_visitor(page, "other@visitors.example", confirmation_sent_at=NOW)
    swapped = elsewhere.uid + token[12:]
    tampered = [token[:-1] + ("0" if token[-1] != "0" else "1"), token[1:], token + "0", swapped]
    said = {refusal(purpose, page, wrong) for wrong in (*tampered, "", "x", row.uid, "é" * 44, "z" * 5000)}
    Subscription.objects.filter(pk=row.pk).delete()
    said.add(refusal(purpose, page, token))
    assert len(said) == 1


def test_a_confirming_link_is_good_for_seven_days_and_others_for_ever_A17(row, page):
    confirming = token_make("confirm", row)
    token_read("confirm", page, confirming, now=NOW + timedelta(days=7))
    refusal("confirm", page, confirming, now=NOW + timedelta(days=7, seconds=1))
    for purpose in ("manage", "unsubscribe"):
        token_read(purpose, page, token_make(purpose, row), now=NOW + timedelta(days=4000))


def test_the_moment_in_a_confirming_link_cannot_be_moved_A17(row, page):
    old = token_make("confirm", row)
    row.confirmation_sent_at = NOW + timedelta(days=30)
    fresh = token_make("confirm", row)
    moved = fresh[:-32] + old[-32:]
    refusal("confirm", page, moved)


def test_who_left_can_only_leave_again_A17(row, page):
    Subscription.objects.filter(pk=row.pk).update(state="unsubscribed")
    for purpose in ("confirm", "manage"):
        refusal(purpose, page, token_make(purpose, row))
    assert token_read("unsubscribe", page, token_make("unsubscribe", row)) == row


def test_no_link_reaches_what_the_team_subscribed_A17(page):
    for mine in (make_channel(page), make_endpoint(page)):
        for purpose in ("manage", "unsubscribe"):
            refusal(purpose, page, token_make(purpose, mine))


def test_it_outlives_a_change_of_the_server_secret(row, page):
    token = token_make("manage", row)
    with override_settings(SECRET_KEY="new-" + "y" * 60):
        refusal("manage", page, token)
    with override_settings(SECRET_KEY="new-" + "y" * 60, SECRET_KEY_FALLBACKS=["tests-" + "x" * 60]):
        assert token_read("manage", page, token) == row
