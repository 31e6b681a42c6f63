"""Generated requests against the real application: nothing crashes, and answers are as the schema says."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.native.schema.openapi import document
from apikeys.services import IssuedKey
from statuspage.models import ComponentGroup, Organization, Page, User
from tests.api.native.routes import ROWS

# Two of each kind in every run; a hundred with HYPOTHESIS_PROFILE=explore.
EXAMPLES = 100 if settings.get_current_profile_name() == "explore" else 2
CHOSEN = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def operations() -> list[Any]:
    """Of the document, which takes some time to make."""
    schema = schemathesis.openapi.from_dict(json.loads(document()))
    return [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]


@pytest.fixture
def world(
    page: Page,
    group: ComponentGroup,
    incident: dict[str, Any],
    organization: Organization,
    teammate: User,
    api: Any,
    new_check: Callable[..., dict[str, Any]],
) -> dict[str, str]:
    """What the parameters of paths may name."""
    check = api.post("/api/v1/pages/status/checks/", new_check(), format="json").json()
    somebody = {"kind": "email", "address": "vera@visitors.example"}
    subscriber = api.post("/api/v1/pages/status/subscribers/", somebody, format="json").json()
    return {
        "page": "status",
        "group": group.uid,
        "component": "rest-api",
        "incident": incident["id"],
        "update": incident["updates"][0]["id"],
        "check": check["id"],
        "subscriber": subscriber["id"],
        "org": organization.uid,
        "user": teammate.uid,
    }


@pytest.fixture
def _connection_kept(world: dict[str, str]) -> Iterator[None]:
    """The application closes its connection after a request; here it is the one of the test.

    After `world`, because Django's test client, which makes it, connects the signals again.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_connection_kept")
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
def test_nothing_generated_breaks_it_or_its_promises(
    full_key: IssuedKey, world: dict[str, str], operations: list[Any], mode: GenerationMode
) -> None:
    app = get_wsgi_application()
    failures: list[str] = []
    assert len(operations) == len(ROWS)
    for operation in operations:
        if operation.label.endswith("/run/"):
            continue  # it would reach for the generated target

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def probe(case: Any) -> None:
            caches["limits"].clear()
            case.path_parameters = {
                name: world.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
            headers = {"Authorization": f"Bearer {full_key.secret}"}
            with transaction.atomic():
                response = case.call(app=app, headers=headers)
                transaction.set_rollback(True)
            case.validate_response(response, checks=CHOSEN)

        try:
            probe()
        except Unsatisfiable:
            pass  # without parameters and body there is nothing to get wrong
        except (Exception, BaseExceptionGroup) as error:
            failures.append(f"{operation.label}: {str(error)[:900]}")
    assert failures == [], "\n\n".join(failures)
