import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from statuspage.models import User
from tests.admin.conftest import CANARY, lay_rows

LABELS = ("statuspage", "incidents", "monitoring", "apikeys", "webhooks")
MODELS = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
pytestmark = pytest.mark.django_db


def list_of(model: type[models.Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def form_of(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_it_shows_every_table_of_ours_and_none_of_the_libraries():
    assert set(admin.site._registry) == set(MODELS)


def queries_by_model(client: Client) -> dict[str, int]:
    counts = {}
    for model in MODELS:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(list_of(model)).status_code == 200
        counts[model._meta.label] = len(queries)
    return counts


def test_it_lists_any_number_of_rows_with_the_same_number_of_queries(operator_client: Client):
    lay_rows()
    queries_by_model(operator_client)
    one = queries_by_model(operator_client)
    lay_rows()
    lay_rows()
    assert queries_by_model(operator_client) == one


def test_it_finds_by_search(operator_client: Client):
    lay_rows()
    found = {model: operator_client.get(list_of(model), {"q": "acme"}).status_code for model in MODELS}
    assert found == dict.fromkeys(MODELS, 200)


def test_A15_it_shows_no_secret(operator_client: Client):
    for row in lay_rows().values():
        for address in (list_of(type(row)), form_of(row)):
            response = operator_client.get(address)
            assert response.status_code == 200, address
            assert CANARY not in response.content.decode(), address


def test_it_refuses_whoever_is_no_operator(owner: User):
    client = Client()
    where = {client.get(list_of(model))["Location"].partition("?")[0] for model in MODELS}
    assert where == {"/admin/login/"}
    client.force_login(owner)
    assert {client.get(list_of(model), follow=True).status_code for model in MODELS} == {403}


def test_it_signs_operators_in_through_the_one_door(owner: User, operator: User):
    client = Client()
    assert client.get("/admin/login/?next=/admin/x/")["Location"] == "/accounts/login/?next=/admin/x/"
    client.force_login(operator)
    assert client.get("/admin/login/")["Location"] == "/admin/"


def test_it_leads_on_to_page_dashboard_and_api(operator_client: Client):
    response = operator_client.get("/admin/")
    content = response.content.decode()
    for address in ("/", "/dashboard/", "/api/docs/"):
        assert f'href="{address}"' in content
    labels = [app["app_label"] for app in response.context["app_list"]]
    assert labels == ["statuspage", "incidents", "monitoring", "webhooks", "apikeys"]
    assert operator_client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
