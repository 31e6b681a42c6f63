"""Changes of one incident that come at the same time: nothing of any is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections

from apikeys.services import IssuedKey
from incidents.models import Incident
from statuspage.models import Event
from statuspage.services import periods_differ
from tests.api.pingpong.conftest import Acme, PingPongClient
from tests.api.pingpong.stories import opened

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def test_all_of_what_each_says_counts(acme: Acme, full_key: IssuedKey):
    made = opened(PingPongClient(full_key.secret), acme)
    one = f"/incidents/{made['id']}"

    def call(method: str, path: str, body: Any) -> Any:
        return PingPongClient(full_key.secret).call(method, path, body)

    acts = [
        partial(call, "PUT", one, {"title": "Worse"}),
        partial(call, "PUT", one, {"message": "Worse."}),
        partial(call, "PATCH", one, {"affected_components": [{"id": acme.db.uid, "status": "Unavailable"}]}),
        partial(call, "PATCH", one, {"notify_subscribers": False}),
        partial(call, "PUT", f"/components/{acme.api.uid}", {"status": "Minor issues"}),
        *(partial(call, "POST", f"{one}/updates", {"message": f"News {n}."}) for n in range(3)),
    ]
    assert {answer.status_code for answer in _at_once(acts)} == {200, 201}
    told = PingPongClient(full_key.secret).get(one).json()
    assert (told["title"], told["message"]) == ("Worse", "<div>Worse.</div>")
    assert [row["status"] for row in told["affected_components"]] == ["Unavailable"]
    assert sorted(row["message"] for row in told["updates"]) == [f"<div>News {n}.</div>" for n in range(3)]
    assert Incident.objects.get().notify is False
    acme.api.refresh_from_db()
    assert acme.api.status == "degraded_performance"
    assert not periods_differ(component=acme.api)
    assert Event.objects.filter(kind="incident.updated").count() == 6
    assert Event.objects.filter(kind="incident.edited").count() == 1
