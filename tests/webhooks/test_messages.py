"""What visitors are told of an incident."""

from dataclasses import replace

from pytest_django import DjangoAssertNumQueries

from incidents import services
from incidents.models import Incident
from statuspage.models import Component, Event, Page
from statuspage.sight import Sight
from tests.incidents.making import BY, NOW, make_component, minutes, open_incident
from webhooks.messages import Message
from webhooks.messages.compose import message_for
from webhooks.messages.plain import message_text
from webhooks.vocabulary import Audience


def events_of(incident: Incident) -> list[Event]:
    return list(Event.objects.filter(subject_uid=incident.uid).order_by("pk"))


def told(page: Page, event: Event, *, audience: Audience = Audience.VISITOR, language: str = "en") -> Message:
    message = message_for(events=[event], page=page, audience=audience, language=language)
    assert message is not None
    return message


def test_it_says_page_status_and_name_first(page: Page) -> None:
    component = make_component(page, name="REST API")
    incident = open_incident(
        page, name="Elevated errors", body="We see **errors**.", components={component: "partial_outage"}
    )
    message = told(page, events_of(incident)[0])
    assert message.subject == "[Acme status] Investigating: Elevated errors"
    assert message.headline == "Investigating: Elevated errors"
    assert message.text == "We see errors."
    assert message.html == "<p>We see <strong>errors</strong>.</p>"
    assert message.look == "partial_outage"
    assert [(fact.label, fact.value, fact.look) for fact in message.facts] == [
        ("REST API", "Partial outage", "partial_outage"),
        ("Since", "12:00 UTC", ""),
    ]
    assert message.url.endswith(f"/incidents/{incident.uid}")
    assert message.thread == f"incident:{incident.uid}"
    assert message.entries == ()


def test_it_tells_the_new_update_whole_and_earlier_ones_shortly(page: Page) -> None:
    incident = open_incident(page, body="First words.")
    for number in range(1, 8):
        services.incident_post_update(
            incident=incident, body=f"Update {number} " + "and more " * 60, by=BY, now=minutes(number)
        )
    message = told(page, events_of(incident)[-1])
    assert message.subject == "[Acme status] Update: Errors"
    assert len(message.text) > 500
    assert [entry.text[:8] for entry in message.entries] == [f"Update {number}" for number in (6, 5, 4, 3, 2)]
    assert all(len(entry.text) <= 280 for entry in message.entries)


def test_it_says_how_components_are_once_it_is_resolved(page: Page) -> None:
    component = make_component(page, name="REST API", status="operational")
    incident = open_incident(page, components={component: "major_outage"})
    services.incident_resolve(incident=incident, body="All is well.", by=BY, now=minutes(90))
    Component.objects.filter(pk=component.pk).update(status="operational")
    message = told(page, events_of(incident)[-1])
    assert message.subject == "[Acme status] Resolved: Errors"
    assert message.look == "operational"
    facts = {fact.label: fact.value for fact in message.facts}
    assert facts == {"REST API": "Operational", "Lasted": "1 h 30 min"}


def test_it_says_that_an_incident_is_open_again(page: Page) -> None:
    incident = open_incident(page)
    services.incident_resolve(incident=incident, by=BY, now=minutes(5))
    services.incident_post_update(
        incident=incident, body="Not yet.", status="investigating", by=BY, now=minutes(9)
    )
    assert told(page, events_of(incident)[-1]).subject == "[Acme status] Open again: Errors"


def test_it_never_names_a_hidden_component_to_visitors_A11(page: Page) -> None:
    seen, hidden = make_component(page, name="REST API"), make_component(page, name="Vault", visible=False)
    incident = open_incident(page, components={seen: "major_outage", hidden: "major_outage"})
    event = events_of(incident)[0]
    assert "Vault" not in str(told(page, event).as_values())
    assert "Vault" in str(told(page, event, audience=Audience.CHANNEL).as_values())


def test_it_names_only_what_a_member_may_see(page: Page) -> None:
    one, other = make_component(page, name="REST API"), make_component(page, name="Website")
    incident = open_incident(page, components={one: "major_outage", other: "major_outage"})
    message = message_for(
        events=events_of(incident), page=page, audience=Audience.VISITOR, sight=Sight(frozenset({one.pk}))
    )
    assert message is not None
    assert "REST API" in str(message.as_values())
    assert "Website" not in str(message.as_values())


def test_it_speaks_the_language_of_the_reader_where_texts_were_translated(page: Page) -> None:
    component = make_component(page, name="Website", translations={"de": {"name": "Webseite"}})
    incident = open_incident(
        page,
        components={component: "major_outage"},
        translations={"de": {"name": "Störung", "body": "Wir **prüfen** das."}},
    )
    message = told(page, events_of(incident)[0], language="de-at")
    assert message.headline.endswith(": Störung")
    assert message.text == "Wir prüfen das."
    assert message.facts[0].label == "Webseite"
    assert told(page, events_of(incident)[0], language="fr").headline.endswith(": Errors")


def test_it_says_which_text_nobody_translated(page: Page) -> None:
    incident = open_incident(page, translations={"de": {"name": "Störung", "body": "Wir prüfen das."}})
    services.incident_post_update(incident=incident, body="Found.", status="identified", by=BY)
    opened, updated = events_of(incident)
    assert told(page, opened, language="de").only == ""
    assert told(page, updated, language="en").only == ""
    message = told(page, updated, language="de")
    assert (message.only, message.written) == ("Nur auf Englisch", "en")
    assert "Found.\n\nNur auf Englisch\n" in message_text(message)


def test_it_tells_a_postmortem(page: Page) -> None:
    incident = open_incident(page)
    services.incident_resolve(incident=incident, by=BY, now=minutes(5))
    postmortem = services.postmortem_save_draft(incident=incident, body="A *cable*.", by=BY, now=minutes(6))
    services.postmortem_publish(postmortem=postmortem, notify=True, by=BY, now=minutes(7))
    message = told(page, events_of(incident)[-1])
    assert message.subject == "[Acme status] Postmortem: Errors"
    assert message.text == "A cable."
    assert message.entries == ()


def test_it_keeps_subjects_on_one_bounded_line_E08(page: Page) -> None:
    page.name = "Acme\r\nBcc: everyone@example.com"
    incident = open_incident(page, name="x" * 255)
    subject = told(page, events_of(incident)[0]).subject
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) <= 200


def test_it_makes_a_constant_number_of_queries(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parts = {make_component(page, name=f"Part {number}"): "major_outage" for number in range(20)}
    incident = open_incident(page, components=parts)
    for number in range(1, 10):
        services.incident_post_update(incident=incident, body="More.", by=BY, now=minutes(number))
    event = events_of(incident)[-1]
    with django_assert_num_queries(3):
        message_for(events=[event], page=page, audience=Audience.VISITOR)


def test_it_survives_being_kept_as_json(page: Page) -> None:
    message = told(page, events_of(open_incident(page))[0])
    assert Message.from_values(message.as_values()) == message
    assert replace(message, at="") != message
    assert message.at == NOW.isoformat().replace("+00:00", "Z")
