"""What a check is called that nobody gave a name: never by its code, which lets whoever reads it ping."""

from typing import Any

import pytest

from incidents.models import Incident, IncidentUpdate
from incidents.services import template_create
from monitoring.models import Check
from statuspage.models import Event, Page
from tests.monitoring.making import BY, make_check, make_component, make_heartbeat, ping, run_once, seconds

TITLES = [
    ("en", "A scheduled job did not run as expected", "A scheduled job: A scheduled job"),
    (
        "de",
        "Ein geplanter Auftrag ist nicht wie erwartet gelaufen",
        "Ein geplanter Auftrag: Ein geplanter Auftrag",
    ),
]


def _nameless(page: Page, **settings: Any) -> Check:
    check = make_heartbeat(page, effect="incident", **settings)
    Check.objects.filter(pk=check.pk).update(name="", slug="")
    return Check.objects.get(pk=check.pk)


def _fail(check: Check) -> Incident:
    ping(check, seconds(60))
    ping(check, seconds(120), "fail")
    return Incident.objects.get()


@pytest.mark.parametrize(
    ("name", "slug", "label"), [("Nightly", "n", "Nightly"), ("", "n", "n"), ("", "", "heartbeat {uid}")]
)
def test_the_team_reads_its_name_its_slug_or_its_kind_and_uid(name: str, slug: str, label: str) -> None:
    check = Check(kind="heartbeat", name=name, slug=slug)
    assert str(check) == label.format(uid=check.uid)


@pytest.mark.parametrize(("language", "title", "_filled"), TITLES)
def test_visitors_read_plain_words_in_the_language_of_the_page(
    page: Page, language: str, title: str, _filled: str
) -> None:
    page.languages = [language]
    page.save(update_fields=["languages"])
    assert _fail(_nameless(page)).name == title


@pytest.mark.parametrize(("language", "_title", "filled"), TITLES)
def test_templates_are_filled_with_plain_words(page: Page, language: str, _title: str, filled: str) -> None:
    page.languages = [language]
    page.save(update_fields=["languages"])
    template = template_create(page=page, name="T", title="{{check}}: {{component}}", by=BY)
    incident = _fail(_nameless(page, template=template))
    assert incident.name == filled


def test_a_check_that_we_make_is_a_service_to_visitors(page: Page) -> None:
    check = make_check(page, name="", effect="incident", confirm_down=1)
    run_once(check, ok=False)
    assert Incident.objects.get().name == "A service is not working"


def test_the_component_is_what_visitors_read_of_where_there_is_one(page: Page) -> None:
    assert _fail(_nameless(page, component=make_component(page))).name == "API is not working"


def test_the_label_for_the_team_is_no_author_of_updates(page: Page) -> None:
    check = _nameless(page)
    _fail(check)
    assert IncidentUpdate.objects.get().author_label == ""
    labels = set(Event.objects.exclude(actor_kind="user").values_list("actor_label", flat=True))
    assert labels == {f"heartbeat {check.uid}"}
