"""`organizations/{org}/keys/`, one key, and its rotation."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, EVERY_METHOD, OBJECT
from api.native.keys.answers import (
    EXAMPLE,
    ISSUED_EXAMPLE,
    IssuedKeyAnswer,
    KeyAnswer,
    issued_key_answer,
    key_answer,
)
from api.native.keys.inputs import KeyInput
from api.native.lookup import missing
from api.native.organizations.views import OrganizationView
from api.native.schema.describe import describe, describe_list
from apikeys import selectors, services
from apikeys.models import ApiKey

_NEW = {"name": "deploy bot", "scopes": ["incidents:write", "components:write"], "pages": ["status"]}


class _KeyView(OrganizationView):
    tag = "Keys"
    scope = "keys"
    needs_all_pages = EVERY_METHOD
    volatile = frozenset({"last_used_at"})
    moving = volatile

    def key_at(self, org: str, key: str) -> ApiKey:
        found = selectors.key_get(self.organization_at(org), key)
        if found is None:
            raise missing()
        return found


class KeyList(_KeyView):
    """The organization's keys, newest first, revoked ones too."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("key_list", "List keys", of=KeyAnswer, example=EXAMPLE)
    def get(self, request: Request, org: str) -> Response:
        return self.listed(selectors.keys_list(self.organization_at(org)), key_answer)

    @describe(
        "key_issue",
        "Issue a key",
        answer=IssuedKeyAnswer,
        example=ISSUED_EXAMPLE,
        status=201,
        body=KeyInput,
        body_example=_NEW,
        note="The secret, `key`, is in this answer only. A key issues only keys that reach no further than "
        "itself.",
    )
    def post(self, request: Request, org: str) -> Response:
        organization = self.organization_at(org)
        issued = services.key_issue(
            organization=organization, by=self.actor, issuer=self.key, **self.body(KeyInput)
        )
        return self.created(
            issued_key_answer(issued.key, issued.secret),
            "native:key",
            org=organization.uid,
            key=issued.key.uid,
        )


class KeyDetail(_KeyView):
    """One key."""

    tagged = OBJECT

    @describe("key_get", "Read a key", answer=KeyAnswer, example=EXAMPLE)
    def get(self, request: Request, org: str, key: str) -> Response:
        return self.answer(key_answer(self.key_at(org, key)))

    @describe(
        "key_update",
        "Change a key",
        answer=KeyAnswer,
        example=EXAMPLE,
        body=KeyInput,
        body_example={"limit_per_minute": 120},
    )
    def patch(self, request: Request, org: str, key: str) -> Response:
        row = self.checked(lambda: self.key_at(org, key), key_answer)
        changes = self.changes(KeyInput, key_answer(row))
        services.key_update(key=row, changes=changes, by=self.actor, issuer=self.key)
        return self.answer(key_answer(self.key_at(org, key)))

    @describe("key_revoke", "Revoke a key", status=204, note="The next request with it is refused.")
    def delete(self, request: Request, org: str, key: str) -> Response:
        row = self.checked(lambda: self.key_at(org, key), key_answer)
        services.key_revoke(key=row, by=self.actor)
        return self.gone()


class KeyRotate(_KeyView):
    """A new secret for a key."""

    @describe(
        "key_rotate",
        "Give a key a new secret",
        answer=IssuedKeyAnswer,
        example=ISSUED_EXAMPLE,
        note="The old secret ends at once. The new one, `key`, is in this answer only.",
    )
    def post(self, request: Request, org: str, key: str) -> Response:
        row = self.key_at(org, key)
        self.empty_body()
        issued = services.key_rotate(key=row, by=self.actor, issuer=self.key)
        return self.answer(issued_key_answer(self.key_at(org, key), issued.secret))
