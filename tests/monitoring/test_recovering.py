"""A check that recovers writes to its incident before its component, as people who write to one do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from monitoring.services.effects import state_take_effect
from monitoring.vocabulary import CheckState
from statuspage import journal
from statuspage.models import Page
from tests.monitoring.making import make_check, make_component, seconds


@pytest.mark.parametrize("recovered", [CheckState.UP, CheckState.DEGRADED])
def test_it_locks_the_incident_before_the_component(page: Page, recovered: CheckState) -> None:
    check = make_check(page, component=make_component(page), effect="incident")
    check.state = CheckState.DOWN
    with journal.transaction(seconds(60)) as now:
        state_take_effect(check, code="500", error="500", since=now, now=now)
    check.state = recovered
    with CaptureQueriesContext(connection) as queries, journal.transaction(seconds(120)) as now:
        state_take_effect(check, code="200", error="", since=now, now=now)
    statements = [query["sql"] for query in queries]
    incident = next(n for n, sql in enumerate(statements) if '"incidents_incident"' in sql)
    claims = next(n for n, sql in enumerate(statements) if '"statuspage_statusclaim"' in sql)
    assert incident < claims
    assert Incident.objects.get().status == "resolved"
