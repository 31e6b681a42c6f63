"""What alert channels are told beyond what visitors are."""

from incidents import services
from incidents.models import Incident
from statuspage.models import Event, Page
from tests.incidents.making import BY, CHECK, CLOCK, make_component, minutes, open_incident, plan
from webhooks.messages import Message
from webhooks.messages.compose import message_for
from webhooks.vocabulary import Audience


def latest(incident: Incident) -> Event:
    return Event.objects.filter(subject_uid=incident.uid).order_by("-pk")[0]


def told(page: Page, event: Event, audience: Audience = Audience.CHANNEL) -> Message:
    message = message_for(events=[event], page=page, audience=audience)
    assert message is not None
    return message


def facts(message: Message) -> dict[str, str]:
    return {fact.label: fact.value for fact in message.facts}


def test_it_says_whether_subscribers_are_told(page: Page) -> None:
    quiet = told(page, latest(open_incident(page, notify=False)))
    loud = told(page, latest(open_incident(page)))
    assert facts(quiet)["Subscribers"] == "are not told"
    assert facts(loud)["Subscribers"] == "are told"
    assert "Subscribers" not in facts(told(page, latest(open_incident(page)), Audience.VISITOR))


def test_it_says_that_a_check_opened_it(page: Page) -> None:
    component = make_component(page, name="REST API")
    incident = open_incident(page, origin="check", by=CHECK, components={component: "major_outage"})
    assert facts(told(page, latest(incident)))["Opened by"] == "a check"
    assert facts(told(page, latest(incident)))["Impact"] == "Critical"


def test_it_says_that_a_draft_waits_and_links_to_where_it_does(page: Page) -> None:
    incident = open_incident(page, draft=True)
    message = told(page, latest(incident))
    assert message.subject == "[Acme status] Draft: Errors"
    assert message.text.startswith("A draft waits to be published.")
    assert message.url.endswith("/dashboard/")
    assert message.signal == ""
    visitor = message_for(events=[latest(incident)], page=page, audience=Audience.VISITOR)
    assert visitor is None


def test_it_calls_an_open_incident_to_mind(page: Page) -> None:
    incident = open_incident(page, body="We look into it.")
    services.incidents_tick(now=minutes(6 * 60 + 1))
    message = told(page, latest(incident))
    assert message.subject == "[Acme status] Still open: Errors"
    assert message.text.startswith("This incident is still open after 6 hours.")
    assert message.text.endswith("We look into it.")
    assert message_for(events=[latest(incident)], page=page, audience=Audience.VISITOR) is None


def test_it_tells_the_team_alone_that_an_incident_was_deleted(page: Page) -> None:
    incident = open_incident(page)
    services.incident_delete(incident=incident, by=BY, now=minutes(5))
    assert told(page, latest(incident)).subject == "[Acme status] Deleted: Errors"
    assert message_for(events=[latest(incident)], page=page, audience=Audience.VISITOR) is None


def test_it_gives_pagers_one_signal_for_each_trouble(page: Page) -> None:
    incident = open_incident(page)
    signals = [told(page, latest(incident)).signal]
    for status in ("identified", "resolved", "investigating"):
        services.incident_post_update(incident=incident, body="So.", status=status, by=BY, now=minutes(9))
        signals.append(told(page, latest(incident)).signal)
    assert signals == ["trigger", "", "resolve", "trigger"]
    assert told(page, latest(plan(page))).signal == ""


def test_it_tells_each_step_of_a_maintenance_in_its_own_words(page: Page) -> None:
    component = make_component(page, name="REST API")
    page.time_zone = "Europe/Berlin"
    page.save(update_fields=["time_zone"])
    maintenance = plan(page, components=[component])
    first = told(page, latest(maintenance), Audience.VISITOR)
    assert first.subject == "[Acme status] Scheduled maintenance: Upgrade"
    assert facts(first) == {"When": "Fri 1 May 2026, 15:00 to 16:00 CEST", "Affects": "REST API"}
    services.maintenance_update(
        maintenance=maintenance, changes={"scheduled_until": minutes(150)}, by=BY, now=minutes(2)
    )
    assert "Maintenance moved" in told(page, latest(maintenance), Audience.VISITOR).subject
    services.incidents_tick(now=minutes(61))
    started = told(page, latest(maintenance), Audience.VISITOR)
    assert "Maintenance started" in started.subject
    assert facts(started)["REST API"] == "Under maintenance"
    services.maintenance_complete(maintenance=maintenance, body="Done.", by=BY, now=minutes(90))
    assert "Maintenance completed" in told(page, latest(maintenance), Audience.VISITOR).subject


def test_it_says_that_a_maintenance_will_not_be(page: Page) -> None:
    maintenance = plan(page)
    services.maintenance_cancel(maintenance=maintenance, by=BY, now=minutes(5))
    message = told(page, latest(maintenance), Audience.VISITOR)
    assert message.subject == "[Acme status] Maintenance canceled: Upgrade"
    assert message.text == "This maintenance will not take place."
    assert str(maintenance.uid) not in message.url


def test_it_names_the_worst_of_very_many_components(page: Page) -> None:
    parts = {make_component(page, name=f"Part {number}"): "partial_outage" for number in range(30)}
    worst = make_component(page, name="Core")
    message = told(page, latest(open_incident(page, components={**parts, worst: "major_outage"})))
    names = [fact.label for fact in message.facts if fact.look]
    assert len(names) == 20
    assert names[0] == "Core"
    assert facts(message)["Also"] == "11 more components"


def test_it_has_no_words_for_what_is_no_incident(page: Page) -> None:
    event = Event(page=page, kind="page.updated", subject_kind="page", after={"name": "x"})
    assert message_for(events=[event], page=page, audience=Audience.CHANNEL) is None


def test_it_acts_for_the_schedule_without_naming_an_author(page: Page) -> None:
    maintenance = plan(page)
    services.incidents_tick(now=minutes(61))
    assert "By" not in facts(told(page, latest(maintenance)))
    assert CLOCK.kind not in str(told(page, latest(maintenance)).as_values()["facts"])
