"""Lists of subscribers come in and go out as CSV."""

import csv
import io

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from statuspage.services import component_create
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks.models import Delivery, Subscription
from webhooks.services.subscribers import subscribers_export, subscribers_import, table
from webhooks.tokens import token_make


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="REST API", by=BY)


def take_in(page, text, **options):
    return subscribers_import(page=page, text=text, by=BY, now=NOW, **options)


def stored():
    return list(Subscription.objects.order_by("pk").values_list("address", "scope", "language", "digest"))


@pytest.mark.parametrize(
    "text",
    [
        "kind,address,components,language,digest\nemail,a@x.example,rest-api,de,daily\n,b@x.example,,,\n",
        "\ufeffAddress;Digest;Components;Language\r\na@x.example;daily;rest-api;de\r\n\r\nb@x.example;;;\r\n",
        'digest\taddress\tlanguage\tcomponents\n"daily"\t"a@x.example"\tde\t"rest-api"\n\tb@x.example\n',
        'address,components,language,digest,hair\n a@x.example , "rest-api, rest-api",de,DAILY,\nb@x.example',
    ],
)
def test_it_reads_what_spreadsheets_write(page, component, text):
    page.languages = ["en", "de"]
    page.save(update_fields=["languages"])
    result = take_in(page, text, confirmed=True)
    assert (result.added, result.known, result.wrong) == (2, 0, [])
    assert stored() == [("a@x.example", "components", "de", "daily"), ("b@x.example", "page", "en", "")]
    assert [*Subscription.objects.get(address="a@x.example").components.all()] == [component]
    assert not Delivery.objects.exists()
    assert set(Subscription.objects.values_list("state", flat=True)) == {"active"}


def test_it_keeps_the_good_lines_and_tells_the_wrong_ones_by_number(page, component):
    make_visitor(page, "known@x.example")
    make_visitor(page, "left@x.example", state="unsubscribed")
    text = (
        "kind,address,components,digest,scope\n"
        "email,good@x.example,,,\n"
        '"email","a@x,b@y",,,\n'
        "\n"
        "fax,c@x.example,,,\n"
        "email,d@x.example,nowhere,,\n"
        'email,"e\n@x.example",,,\n'
        "email,f@x.example,,hourly,\n"
        "email,g@x.example,,,components\n"
        "email,h@x.example,,,incident\n"
        "email,KNOWN@x.example,,,\n"
        "email,Good@X.example,,,\n"
        "email,left@x.example,,,\n"
        "email,=cmd|' /C calc'!A0,,,\n"
    )
    result = take_in(page, text, confirmed=True)
    assert (result.added, result.known) == (1, 2)
    assert [(wrong.line, wrong.code) for wrong in result.wrong] == [
        (3, "invalid_email"),
        (5, "unknown_word"),
        (6, "unknown"),
        (7, "control_character"),
        (9, "unknown_word"),
        (10, "required"),
        (11, "not_importable"),
        (14, "unsubscribed"),
        (15, "invalid_email"),
    ]
    assert all(wrong.reason for wrong in result.wrong)
    event = Event.objects.get(kind="subscription.imported")
    assert event.after == {"added": 1, "known": 2, "wrong": 9, "confirmed": True}
    assert "@" not in str(event.after)


def test_it_asks_each_to_confirm_unless_told_that_they_did(page):
    page.languages = ["en"]
    text = "address\n" + "".join(f"v{number}@x.example\n" for number in range(1200))
    assert take_in(page, text).added == 1200
    assert Subscription.objects.filter(state="unconfirmed", confirmation_sent_at=NOW).count() == 1200
    assert Delivery.objects.filter(kind="confirmation", next_attempt_at=NOW).count() == 1200
    for row in Subscription.objects.order_by("pk")[:3]:
        message = row.deliveries.get().letter.message
        assert token_make("confirm", row) in message["url"]
        assert len([text for text in message.values() if "/confirm/" in str(text)]) == 1
    again = take_in(page, text)
    assert (again.added, again.known) == (0, 1200)
    assert Delivery.objects.count() == 1200


def test_a_text_of_another_kind_is_refused_whole(page, monkeypatch):
    monkeypatch.setattr(table, "MAX_LINES", 2)
    for text, code in [
        ("", "required"),
        ("\n\n", "required"),
        ("a@x.example\nb@x.example\n", "no_address_column"),
        ("address,address\n", "no_address_column"),
        ("address\n1@x.example\n2@x.example\n3@x.example\n", "too_many"),
        ('address\n"' + "x" * 200_000 + '"\n', "not_csv"),
    ]:
        with pytest.raises(Invalid) as refused:
            take_in(page, text)
        assert [(error.pointer, error.code) for error in refused.value.errors] == [("/csv", code)]
    assert not Subscription.objects.exists()


def test_no_cell_is_a_formula_and_the_list_comes_back_as_it_was_X25(page, other_page, component):
    page.languages = ["en", "de"]
    page.save(update_fields=["languages"])
    make_visitor(page, "=cmd@x.example", components=(component,), language="de", digest="weekly")
    make_visitor(page, "+1@x.example")
    make_visitor(page, "asked@x.example", state="unconfirmed")
    make_visitor(page, "left@x.example", state="unsubscribed")
    make_visitor(page, "https://hooks.slack.com/services/T/B/secret", kind="slack")
    make_visitor(other_page, "theirs@x.example")
    text = subscribers_export(page=page, by=BY, now=NOW)
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    assert "'=cmd@x.example" in cells
    assert "left@" not in text
    assert "theirs@" not in text
    assert "secret" not in text
    assert Event.objects.get(kind="subscription.exported").after == {"subscribers": 4}

    before = stored()[:2]
    Subscription.objects.all().delete()
    result = take_in(page, text, confirmed=True)
    assert (result.added, len(result.wrong)) == (3, 1)
    assert stored()[:2] == before
    assert Subscription.objects.get(address="asked@x.example").state == "unconfirmed"
