from collections import defaultdict

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from api.statuspage.management.schema.contract import OPERATIONS

UID = "abcdefghij12"
IDS: defaultdict[str, str] = defaultdict(lambda: UID)
FOREIGN = {operation.path for operation in OPERATIONS.values()}
DOCUMENTS = (
    "summary",
    "status",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
)

ANSWERS = [
    ("/", "web.public"),
    ("/history", "web.public"),
    ("/history.atom", "web.public"),
    ("/history.rss", "web.public"),
    ("/rss", "api.stashboard"),
    ("/maintenance.ics", "web.public"),
    ("/subscribe", "web.public"),
    ("/subscribe/confirm/abc", "web.public"),
    ("/subscribe/manage/abc", "web.public"),
    ("/subscribe/unsubscribe/abc", "web.public"),
    ("/pages/status/subscribe", "web.public"),
    ("/sign-in", "web.public"),
    ("/sign-in/abc", "web.public"),
    ("/sign-out", "web.public"),
    ("/pages/status/sign-in", "web.public"),
    (f"/incidents/{UID}", "web.public"),
    (f"/maintenances/{UID}", "web.public"),
    ("/components/api", "web.public"),
    ("/embed/", "web.public"),
    ("/embed.js", "web.public"),
    ("/pages/status/embed.js", "web.public"),
    ("/badges/status.svg", "web.public"),
    ("/badges/status.json", "web.public"),
    ("/pages/status/", "web.public"),
    ("/pages/status/history", "web.public"),
    ("/api/v1/pages/", "api.native"),
    (f"/api/v1/pages/{UID}/", "api.native"),
    ("/api/v1/pages/status/components/", "api.native"),
    ("/api/v1/pages/status/status/", "api.native"),
    ("/api/v1/organizations/", "api.native"),
    ("/api/v1/schema/", "api.native"),
    ("/api/v1/event-types/", "api.native"),
    ("/api/docs/", "api.native"),
    ("/api/v1/checks/", "api.healthchecks"),
    ("/api/v2/checks/", "api.healthchecks"),
    ("/api/v3/checks", "api.healthchecks"),
    ("/ping/6ba7b810-9dad-11d1-80b4-00c04fd430c8", "api.healthchecks.pings"),
    ("/ping/nowhere", "api.healthchecks.pings"),
    ("/api/v1/channels/", "api.healthchecks"),
    ("/api/v2/badges/", "api.healthchecks"),
    ("/api/v3/status/", "api.healthchecks"),
    ("/api/v3/metrics", "api.healthchecks"),
    ("/badge/6ba7b810-9dad-11d1-80b4-00c04fd430c8/abcdefgh-2.svg", "api.healthchecks"),
    ("/badge/6ba7b810-9dad-11d1-80b4-00c04fd430c8/abcdefgh/a/b.json", "api.healthchecks"),
    ("/b/2/6ba7b810-9dad-11d1-80b4-00c04fd430c8.svg", "api.healthchecks"),
    *((f"/api/v2/{name}.json", "api.statuspage") for name in DOCUMENTS),
    *((f"/pages/status/api/v2/{name}.json", "api.statuspage") for name in DOCUMENTS),
    (f"/incidents/{UID}.json", "api.statuspage"),
    (f"/pages/status/incidents/{UID}.json", "api.statuspage"),
    (f"/maintenances/{UID}.json", "api.statuspage"),
    (f"/api/v2/incidents/{UID}.json", "api.statuspage"),
    (f"/metrics-display/{UID}/day.json", "api.statuspage"),
    (f"/pages/status/metrics-display/{UID}/month.json", "api.statuspage"),
    ("/v1/pages", "api.statuspage"),
    (f"/v1/pages/{UID}.json", "api.statuspage"),
    (f"/v1/pages/{UID}/status_embed_config", "api.statuspage"),
    (f"/v1/pages/{UID}/metrics/data", "api.statuspage"),
    (f"/v1/pages/{UID}/metrics_providers", "api.statuspage"),
    (f"/v1/pages/{UID}/status_embed_config.json", "api.statuspage"),
    ("/v1/schema.json", "api.statuspage"),
    ("/v1/nowhere", "api.statuspage"),
    *((f"/v1{name.format_map(IDS)}", "api.statuspage") for name in sorted(FOREIGN)),
    ("/api/v1/services", "api.stashboard.services"),
    ("/api/v1/services/a/events/current", "api.stashboard.events"),
    ("/api/v1/service-lists/a", "api.stashboard.lists"),
    ("/api/v1/statuses", "api.stashboard.statuses"),
    ("/api/v1/levels", "api.stashboard.statuses"),
    ("/api/v1/status-images", "api.stashboard.images"),
    ("/admin/api/v1/services/a/events/b", "api.stashboard.events"),
    ("/images/icons/fugue/broom.png", "api.stashboard.images"),
    ("/images/status/tick-circle.png", "api.stashboard.images"),
    ("/rest/v1/status", "api.pingpong"),
    ("/rest/v1/live/", "api.pingpong"),
    (f"/rest/v1/components/{UID}/status", "api.pingpong"),
    (f"/rest/v1/component_groups/{UID}", "api.pingpong.groups"),
    ("/rest/v1/component-groups", "api.pingpong.groups"),
    (f"/rest/v1/incidents/{UID}/updates/{UID}", "api.pingpong"),
    (f"/rest/v1/maintenance/{UID}", "api.pingpong"),
    (f"/rest/v1/metrics/{UID}", "api.pingpong"),
    ("/rest/v1/custom-metrics/data", "api.pingpong"),
    ("/widget/shields/status/sp_2e80bc00b6054faeb2b87e2464be337e", "api.pingpong"),
    ("/rest/v1/nowhere", "api.pingpong"),
    ("/rest", "api.pingpong"),
    ("/widget/", "api.pingpong"),
    ("/dashboard/", "web.dashboard"),
    ("/accounts/oidc/begin/", "web.public"),
    ("/accounts/oidc/callback/", "config.signing_in"),
    ("/accounts/oidc/sign-in/", "web.dashboard.accounts"),
    ("/sign-in/oidc", "web.public.signing_in_elsewhere"),
    ("/pages/status/sign-in/oidc/abc", "web.public.signing_in_elsewhere"),
    ("/accounts/login/", "web.dashboard.accounts"),
    ("/accounts/logout/", "allauth.account"),
    ("/admin/", "django.contrib.admin"),
    ("/admin/credentials", "web.dashboard.credentials"),
    ("/admin/api/v1/nowhere", "api.stashboard"),
    ("/api/v1/nowhere", "api.stashboard"),
    ("/api/v1/pages/status/nowhere", "api.native"),
    ("/api/nowhere", "api.native"),
    ("/healthz", "ops"),
    ("/readyz", "ops"),
]


@pytest.mark.parametrize(("path", "door"), ANSWERS)
def test_the_right_door_answers(path: str, door: str):
    function = resolve(path).func
    view = getattr(function, "view_class", None) or getattr(function, "cls", None) or function
    assert view.__module__.startswith(door)


@pytest.mark.parametrize("path", ["/history/", "/dashboard", "/healthz/", "/nowhere"])
def test_nothing_answers_beside_the_documented_paths(path: str):
    with pytest.raises(Resolver404):
        resolve(path)


@pytest.mark.parametrize(
    "path",
    ["/api/v1/pages/status/nowhere/", "/api/v1/pages/status/nowhere", "/api/nowhere", "/api/v2/nowhere"],
)
def test_machines_are_told_in_their_own_form_that_there_is_nothing(client: Client, path: str):
    response = client.get(path)
    assert response.status_code in {401, 404}
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/", "/admin/api/v1/nowhere", "/admin/api"])
def test_the_rest_of_version_one_is_told_that_there_is_nothing_as_stashboard_says_it(
    client: Client, path: str
):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json() == {"error": True, "code": 404, "message": "Can't find resource"}
