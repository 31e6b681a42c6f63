"""Templates: kept by name, filled by plain substitution, and what incidents take from them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from incidents import services
from incidents.models import IncidentTemplate
from incidents.selectors import templates_of_page
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from tests.incidents.making import BY, make_component, make_page, open_incident, shown
from tests.rows import each


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def make(page: Page, **given: object) -> IncidentTemplate:
    return services.template_create(
        **{"page": page, "name": "Errors", "title": "Errors on {{component}}", "by": BY, **given}  # type: ignore[arg-type]
    )


def test_an_incident_takes_what_it_is_not_given(page: Page, api: Component) -> None:
    template = make(
        page,
        body="{{component}} on {{page}}: {{what}} {{7*7}}",
        status="identified",
        components={api: "partial_outage"},
        notify=False,
    )
    incident = open_incident(page, name="", template=template, values={"what": "*slow*"})
    assert (incident.name, incident.status, incident.notify) == ("Errors on API", "identified", False)
    assert incident.updates.get().body == "API on Acme: *slow* {{7*7}}"
    assert (incident.template, shown(api)) == (template, "partial_outage")
    other = open_incident(
        page, name="Mine", status="monitoring", template=template, notify=True, components={}
    )
    assert (other.name, other.status, other.notify) == ("Mine", "monitoring", True)
    assert not other.affected.exists()


def test_an_incident_takes_no_status_of_maintenance(page: Page) -> None:
    template = make(page, status="in_progress")
    assert open_incident(page, name="Mine", template=template).status == "investigating"


def test_values_stay_words_in_html_and_lines_in_titles(page: Page) -> None:
    template = make(page, body="<p>{{x}}</p>", title="{{x}}", body_format="html")
    title, body = services.template_render(template=template, values={"x": "<b>\n1"})
    assert (title, body) == ("<b> 1", "<p>&lt;b&gt;\n1</p>")
    incident = open_incident(page, name="", template=template, values={"x": "<script>1</script>"})
    assert "<script" not in incident.updates.get().html


def test_a_result_that_is_too_long_is_refused(page: Page) -> None:
    template = make(page, title="{{x}}")
    with pytest.raises(Invalid) as refused:
        open_incident(page, name="", template=template, values={"x": "a" * 300})
    assert [error.pointer for error in refused.value.errors] == ["/name"]


def test_it_changes_and_goes_with_the_journal_knowing(page: Page, api: Component) -> None:
    template = make(page)
    services.template_update(
        template=template, changes={"name": "Slow", "components": [api], "notify": False}, by=BY
    )
    assert list(template.components.all()) == [api]
    incident = open_incident(page, template=template)
    services.template_delete(template=template, by=BY)
    incident.refresh_from_db()
    assert incident.template is None
    events = Event.objects.filter(subject_kind="template").order_by("pk")
    assert [event.kind for event in events] == ["template.created", "template.updated", "template.deleted"]


@each(
    ("changes", "pointer"),
    [
        ({"name": "Errors"}, "/name"),
        ({"name": ""}, "/name"),
        ({"title": "x" * 256}, "/title"),
        ({"status": "gone"}, "/status"),
        ({"body": "x" * 25_001}, "/body"),
        ({"uid": "x"}, "/uid"),
        ({"notify": "yes"}, "/notify"),
    ],
)
def test_wrong_values_are_refused(page: Page, changes: dict[str, object], pointer: str) -> None:
    make(page)
    template = make(page, name="Other")
    with pytest.raises(Invalid) as refused:
        services.template_update(template=template, changes=changes, by=BY)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    template.refresh_from_db()
    assert template.name == "Other"


def test_what_belongs_to_another_page_is_not_found(page: Page) -> None:
    foreign = make_page("other")
    template = make(foreign)
    with pytest.raises(Invalid) as refused:
        open_incident(page, template=template)
    assert [(e.pointer, e.code) for e in refused.value.errors] == [("/template", "not_found")]
    with pytest.raises(Invalid):
        make(page, components=[make_component(foreign)])


def test_listing_takes_constant_queries(
    page: Page, api: Component, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make(page, name=f"T{number}", components=[api])
    with django_assert_num_queries(2):
        rows = list(templates_of_page(page))
        assert [list(row.components.all()) for row in rows] == [[api]] * 5
