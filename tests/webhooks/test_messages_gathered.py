"""Several things in one message: groups of a burst and digests."""

from incidents import services
from incidents.models import Incident
from statuspage.models import Event, Page
from tests.incidents.making import BY, make_component, minutes, open_incident, plan
from webhooks.messages import Message
from webhooks.messages.compose import message_for
from webhooks.vocabulary import Audience, DeliveryKind


def events() -> list[Event]:
    return list(Event.objects.filter(subject_kind__in=("incident", "maintenance")).order_by("pk"))


def gathered(page: Page, kind: DeliveryKind, audience: Audience = Audience.VISITOR) -> Message:
    message = message_for(events=events(), page=page, audience=audience, kind=kind)
    assert message is not None
    return message


def over(page: Page, name: str) -> Incident:
    incident = open_incident(page, name=name)
    return services.incident_resolve(incident=incident, body="All is well.", by=BY, now=minutes(90))


def test_it_tells_each_incident_once_in_its_latest_state_newest_first(page: Page) -> None:
    over(page, "First")
    open_incident(page, name="Second", body="It began.", now=minutes(95))
    plan(page, start=200, end=260)
    message = gathered(page, DeliveryKind.DIGEST)
    assert message.subject == "[Acme status] Summary: 3 incidents and maintenance"
    assert [(entry.title, entry.at, entry.text) for entry in message.entries] == [
        ("Scheduled: Upgrade", "Fri 1 May 2026, 15:20 to 16:20 UTC", "This maintenance is planned."),
        ("Investigating: Second", "Since 13:35 UTC", "It began."),
        ("Resolved: First", "12:00 UTC to 13:30 UTC, 1 h 30 min", "All is well."),
    ]
    assert all(entry.url for entry in message.entries)


def test_it_shows_the_worst_of_them(page: Page) -> None:
    over(page, "First")
    component = make_component(page, name="REST API")
    open_incident(page, name="Second", components={component: "major_outage"})
    assert gathered(page, DeliveryKind.GROUP).look == "major_outage"


def test_it_says_how_many_things_a_group_tells(page: Page) -> None:
    over(page, "First")
    assert gathered(page, DeliveryKind.GROUP).subject == "[Acme status] Resolved: First"
    over(page, "Second")
    assert gathered(page, DeliveryKind.GROUP).subject == "[Acme status] News of 2 incidents and maintenance"


def test_it_bounds_what_it_lists(page: Page) -> None:
    for number in range(30):
        open_incident(page, name=f"Incident {number}")
    message = gathered(page, DeliveryKind.GROUP)
    assert len(message.entries) == 25
    assert message.facts[0].value == "5 more on the page"


def test_it_leaves_out_what_visitors_are_not_told(page: Page) -> None:
    open_incident(page, name="Shown")
    open_incident(page, name="Secret", draft=True)
    assert "Secret" not in str(gathered(page, DeliveryKind.DIGEST).as_values())
    assert "Secret" in str(gathered(page, DeliveryKind.GROUP, Audience.CHANNEL).as_values())


def test_it_is_nothing_where_nothing_is_to_tell(page: Page) -> None:
    open_incident(page, draft=True)
    message = message_for(events=events(), page=page, audience=Audience.VISITOR, kind=DeliveryKind.DIGEST)
    assert message is None


def test_it_keeps_no_link_to_what_is_gone(page: Page) -> None:
    maintenance = plan(page)
    services.maintenance_cancel(maintenance=maintenance, by=BY, now=minutes(5))
    (entry,) = gathered(page, DeliveryKind.DIGEST).entries
    assert entry.title == "Maintenance canceled: Upgrade"
    assert entry.url == ""
