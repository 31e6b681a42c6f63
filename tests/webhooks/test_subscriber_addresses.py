"""What visitors may be reached by, in one normal form."""

import pytest

from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from tests.rows import each
from webhooks.addresses import address_read
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_ask

LONG = "a" * 64


@pytest.mark.parametrize(
    ("given", "address", "key"),
    [
        ("vera@Visitors.Example", "vera@visitors.example", "vera@visitors.example"),
        ("  Vera.B+news@visitors.example ", "Vera.B+news@visitors.example", "vera.b+news@visitors.example"),
        ("vera@bücher.example", "vera@xn--bcher-kva.example", "vera@xn--bcher-kva.example"),
        ("vera@BÜCHER.example.", "vera@xn--bcher-kva.example", "vera@xn--bcher-kva.example"),
        ("=cmd@visitors.example", "=cmd@visitors.example", "=cmd@visitors.example"),
    ],
)
def test_it_has_one_form_for_all_spellings(given, address, key):
    read = address_read("email", given)
    assert (read.address, read.key) == (address, key)
    assert read.host == address.partition("@")[2]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "vera",
        "@visitors.example",
        "vera@",
        "vera@localhost",
        "vera@[203.0.113.1]",
        "vera@203.0.113.1",
        "a@x.example,b@y.example",
        "a@x.example b@y.example",
        "a@x.example;b@y.example",
        "a@x.example\nBcc: b@y.example",
        "a@x.example\r\nSubject: hi",
        "a\x00@x.example",
        "a@x.example\x7f",
        "a\u2028@x.example",
        "a@x\ud800.example",
        '"<img src=x onerror=alert(1)>"@x.example',
        '"a,b"@x.example',
        "<a@x.example>",
        "Vera <a@x.example>",
        "a(comment)@x.example",
        "a..b@x.example",
        "a@x..example",
        "a@-x.example",
        f"{LONG}a@x.example",
        f"a@{'x' * 64}.example",
        f"a@{'x.' * 140}example",
        None,
        7,
        ["a@x.example"],
    ],
)
def test_it_refuses_all_that_is_not_one_mailbox_E08_X23(given):
    with pytest.raises(Invalid) as refused:
        address_read("email", given)
    assert [error.pointer for error in refused.value.errors] == ["/address"]


@each(
    "given",
    [
        "http://127.0.0.1:8000/hook",
        "http://localhost/hook",
        "http://10.1.2.3/hook",
        "http://[::1]/hook",
        "http://169.254.169.254/latest/",
        "http://0x7f000001/",
        "https://user:password@hooks.example/",
        "ftp://hooks.example/",
        "https://hooks.example/\r\nX: y",
        "hooks.example",
    ],
)
def test_endpoints_of_visitors_are_public_ones_whatever_operators_may_reach(page, given):
    # The settings of the tests open loopback and private addresses to operators.
    with pytest.raises(Invalid) as refused:
        subscriber_ask(
            page=page,
            kind="webhook",
            address=given,
            contact_email="vera@visitors.example",
            by=Actor.for_visitor(),
        )
    assert [error.pointer for error in refused.value.errors] == ["/address"]
    assert not Subscription.objects.exists()


def test_a_webhook_needs_somebody_to_write_to(page):
    with pytest.raises(Invalid) as refused:
        subscriber_ask(page=page, kind="webhook", address="https://hooks.example/", by=Actor.for_visitor())
    assert [error.pointer for error in refused.value.errors] == ["/contact_email"]


@pytest.mark.parametrize("kind", ["sms", "pagerduty", "", None, 7])
def test_it_knows_no_other_ways(kind):
    with pytest.raises(Invalid) as refused:
        address_read(kind, "vera@visitors.example")
    assert [error.pointer for error in refused.value.errors] == ["/kind"]
