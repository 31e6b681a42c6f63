"""The address in `type` leads to an explanation of every code there is."""

import re

import pytest
from django.conf import settings
from django.test import Client

from incidents import exceptions as incidents
from statuspage.exceptions import DomainError

CODE = re.compile(r'(?:Fault\(\s*\d{3},|bad_\w+\(\s*\w+,|code=)\s*"([a-z_]+)"')
RAISERS = (
    "api/base",
    "api/native",
    "apikeys",
    "incidents/services",
    "statuspage/services",
    "statuspage/selectors",
)
ELSEWHERE = {
    "claim_voided",
    "domain_changed",
    "duplicate",
    "duplicate_ping_key",
    "has_account",
    "incident_deleted",
    "label_deleted",
    "moved_on",
    "no_domain",
    "note_voided",
    "other_address",
    "other_components",
    "other_kind",
    "other_login",
    "owners_only",
    "password_given",
    "runs_every_page",
    "said_since",
    "told_by_incident",
    "uid_taken",
}
"""Codes of acts that this API does not have."""


def _codes() -> set[str]:
    kinds, found = [DomainError], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found.add(kind.default_code)
    for folder in RAISERS:
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            for call in re.findall(
                r"(?:Fault|Conflict|NotFound|Forbidden|KeyConflict)\((?:[^()]|\([^()]*\))*\)",
                path.read_text(),
            ):
                found |= set(CODE.findall(call))
    return found - ELSEWHERE


def test_every_code_is_explained(client: Client) -> None:
    assert incidents.ImpossibleTransition.default_code in _codes()
    answer = client.get("/docs/errors/")
    assert answer.status_code == 200
    text = answer.content.decode()
    explained = set(re.findall(r'<section id="([a-z_]+)">', text))
    assert _codes() - explained == set()
    assert len(explained) == len(re.findall(r"<section", text))


@pytest.mark.django_db
def test_the_type_of_an_error_leads_there(client: Client) -> None:
    answer = client.get("/api/v1/pages/")
    assert answer.json()["type"] == f"{settings.CANDOR_PUBLIC_URL}/docs/errors/#{answer.json()['code']}"
