"""Every documented operation has a route and takes the sample of the documentation; there are no others."""

import pytest
from django.db import transaction
from django.urls import resolve

from api.pingpong.base import NothingHere
from tests.api.pingpong.conftest import BASE, Acme, PingPongClient
from tests.api.pingpong.routes import METHODS, OPERATIONS, PATHS, Operation, routed, world

IDS = dict.fromkeys(
    ("component", "group", "incident", "update", "maintenance", "metric", "custom_metric"), "abcdefghij12"
)
ALIASES = {
    "/component-groups": "/component_groups",
    "/incidents/live": "/incidents/ongoing",
    "/maintenance": "/maintenances",
    "/maintenance/{maintenance}": "/maintenances/{maintenance}",
    "/custom-metrics": "/custom_metrics",
    "/custom-metrics/data": "/custom_metrics/data/",
}


def view_of(path: str) -> type:
    """The class that answers a path."""
    view: type = getattr(resolve(f"{BASE}{path.format_map(IDS)}").func, "cls")  # noqa: B009
    return view


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_has_a_route(operation: Operation):
    view = view_of(operation.path)
    assert view is not NothingHere
    assert hasattr(view, operation.method.lower())
    assert view_of(f"{operation.path}/") is view


def test_there_are_no_other_operations():
    documented = {(view_of(operation.path), operation.method) for operation in OPERATIONS}
    assert documented == set(routed())


def test_both_verbs_of_a_change_are_one():
    for view in {view_of(operation.path) for operation in OPERATIONS if operation.method == "PUT"}:
        assert getattr(view, "put") is getattr(view, "patch")  # noqa: B009


def test_fixed_words_come_before_ids():
    views = [view_of(path) for path in PATHS]
    assert len(set(views)) == len(views)


def test_other_spellings_lead_to_the_same():
    for path, other in ALIASES.items():
        assert view_of(path) is view_of(other)


@pytest.mark.django_db
def test_every_operation_succeeds_with_the_sample_of_the_documentation(
    pp: PingPongClient, acme: Acme, no_limits: None
):
    ids = world(pp)
    wrong = []
    for operation in OPERATIONS:
        with transaction.atomic():
            answer = pp.call(operation.method, operation.path_in(ids), operation.body_in(ids))
            transaction.set_rollback(True)
        if answer.status_code != operation.success:
            wrong.append((str(operation), answer.status_code, answer.content))
        elif answer.status_code == 204:
            assert answer.content == b""
        else:
            assert answer["Content-Type"] == "application/json"
        assert answer["Cache-Control"] == "private, no-store"
    assert wrong == []


@pytest.mark.any_database
@pytest.mark.django_db
def test_other_methods_are_refused_in_the_words_of_the_original(
    pp: PingPongClient, acme: Acme, no_limits: None
):
    ids = world(pp)
    for path in PATHS:
        known = {operation.method for operation in OPERATIONS if operation.path == path}
        for method in {*METHODS, "TRACE", "PROPFIND"} - known:
            answer = pp.call(method, path.format_map(ids), {})
            assert (answer.status_code, answer.json()) == (405, {"detail": f'Method "{method}" not allowed.'})
            assert known <= set(answer["Allow"].split(", ")), path
            assert answer["Access-Control-Allow-Origin"] == "*"
