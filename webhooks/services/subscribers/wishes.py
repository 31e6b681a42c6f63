"""What somebody wants to be told of, read and judged before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from incidents.selectors import incidents_seen
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import AudienceMember, Component, Page, User
from statuspage.selectors.audience import audience_member_by_email, sight_of_member
from statuspage.validation import Problems, clean_choice
from webhooks.addresses import Reached, address_read, mail_read
from webhooks.eligibility import is_for_members, is_for_team, is_told, own_address
from webhooks.exceptions import NotOffered
from webhooks.models import Subscription
from webhooks.selectors.admission import is_admitted_as_team
from webhooks.tokens import WISH, stamp_of
from webhooks.vocabulary import Digest, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to be told of what on a page, all of it judged."""

    page: Page
    reached: Reached
    scope: str = Scope.PAGE.value
    components: tuple[Component, ...] = ()
    incident: Incident | None = None
    language: str = "en"
    digest: str = ""
    contact_email: str = ""
    audience_member: AudienceMember | None = None


def wish_read(
    *,
    page: Page,
    kind: Any,
    address: Any,
    by: Actor,
    scope: Any = Scope.PAGE.value,
    components: Sequence[Any] = (),
    incident: Incident | None = None,
    language: Any = "",
    digest: Any = "",
    contact_email: Any = "",
    audience_member: AudienceMember | None = None,
    person: User | None = None,
) -> Wish:
    """Judge a wish; raises `Invalid` with all problems together, `NotOffered` for what the page switched off.

    Visitors may choose what they can see: the switches of the page and hidden components hold for them, not
    for the team, and so does whom the page tells (see `webhooks.eligibility`); `person` is who is signed in.
    On a restricted page the team subscribes its members: the one that is named, or the one whose address by
    e-mail it is.
    """
    visitor = by.kind == "visitor"
    problems = Problems()
    reached = Reached("", "", "", "")
    with problems.caught():
        reached = address_read(kind, address)
    with problems.caught():
        scope, components = scope_read(page, scope, components, incident, visitor=visitor)
    with problems.caught():
        digest = digest_read(digest)
    with problems.caught():
        contact_email = _contact_read(kind, contact_email)
    with problems.caught():
        audience_member = _member_read(page, audience_member, reached, visitor=visitor)
    problems.raise_if_any()
    if visitor:
        _check_offered(page, reached.kind, scope, audience_member, person)
        _check_own(page, reached, audience_member, person)
        _check_seen(audience_member, components, incident)
    return Wish(
        page=page,
        reached=reached,
        scope=scope,
        components=tuple(components),
        incident=incident,
        language=language_of(page, language),
        digest=digest,
        contact_email=contact_email,
        audience_member=audience_member,
    )


def scope_read(
    page: Page, scope: Any, components: Sequence[Any], incident: Incident | None, *, visitor: bool
) -> tuple[str, list[Component]]:
    """The scope with its components, each once; an empty choice is refused, it never means everything."""
    scope = clean_choice(scope, pointer="/scope", words=Scope)
    if scope != Scope.COMPONENTS and components:
        raise Invalid.at("/components", "not_of_scope", _("Only the scope “components” names components."))
    if (scope == Scope.INCIDENT) != (incident is not None):
        raise Invalid.at(
            "/incident", "not_of_scope", _("The scope “incident”, and only it, names an incident.")
        )
    if incident is not None and (
        incident.page_id != page.pk or incident.deleted_at is not None or incident.draft
    ):
        raise Invalid.at("/incident", "unknown", _("The page has no such incident."))
    if scope == Scope.COMPONENTS and not components:
        raise Invalid.at("/components", "required", _("Choose at least one component."))
    problems = Problems()
    for position, component in enumerate(components):
        if (
            not isinstance(component, Component)
            or component.page_id != page.pk
            or component.deleted_at is not None
            or (visitor and not component.visible)
        ):
            problems.add(f"/components/{position}", "unknown", _("The page has no such component."))
    problems.raise_if_any()
    return scope, list({component.pk: component for component in components}.values())


def digest_read(value: Any) -> str:
    """How often somebody wants to be told; empty and None are at once."""
    if value is None or value == "":
        return ""
    return clean_choice(value, pointer="/digest", words=Digest)


def language_of(page: Page, wanted: Any) -> str:
    """The wanted language if the page speaks it, else the page's first."""
    languages: list[str] = page.languages or ["en"]
    return wanted if isinstance(wanted, str) and wanted in languages else languages[0]


def wish_waiting(wish: Wish, at: datetime) -> dict[str, Any]:
    """A wish as a subscription keeps it until the link of the mail of `at` is followed."""
    return {
        WISH: {
            "at": stamp_of(at),
            "scope": wish.scope,
            "components": [component.uid for component in wish.components],
            "language": wish.language,
            "digest": wish.digest,
        }
    }


def wish_components(page: Page, waiting: Mapping[str, Any]) -> list[Component]:
    """The components of a kept wish that visitors can still choose."""
    uids = waiting.get("components", [])
    return list(Component.living.filter(page=page, uid__in=uids, visible=True).order_by("position", "pk"))


def is_covered(subscription: Subscription, wish: Wish) -> bool:
    """Whether a subscription already tells of all that is wished for."""
    if subscription.scope == Scope.PAGE:
        return True
    if subscription.scope != wish.scope:
        return False
    if wish.scope == Scope.INCIDENT:
        return subscription.incident_id == (wish.incident.pk if wish.incident else None)
    held = set(subscription.components.values_list("pk", flat=True))
    return all(component.pk in held for component in wish.components)


def _member_read(
    page: Page, member: AudienceMember | None, reached: Reached, *, visitor: bool
) -> AudienceMember | None:
    if member is not None and member.page_id != page.pk:
        raise Invalid.at("/audience_member", "unknown", _("The page has no such member."))
    if member is not None or visitor or not is_for_members(page):
        return member
    if reached.kind in ("", "email"):
        member = audience_member_by_email(page, reached.address)
    if member is None and reached.kind:
        raise Invalid.at(
            "/audience_member", "required", _("This page is restricted: name the member who is to be told.")
        )
    return member


def _contact_read(kind: Any, value: Any) -> str:
    """A webhook has somebody who answers for it, to whom the link that ends it goes."""
    if kind == "webhook" and not value:
        raise Invalid.at(
            "/contact_email", "required", _("A webhook needs an e-mail address to write to about it.")
        )
    return mail_read(value, pointer="/contact_email")[0] if value else ""


def _check_seen(
    member: AudienceMember | None, components: Sequence[Component], incident: Incident | None
) -> None:
    """A member of a restricted page chooses among what they see; the rest does not exist for them."""
    if member is None:
        return
    sight = sight_of_member(member)
    for position, component in enumerate(components):
        if not sight.shows(component):
            raise Invalid.at(f"/components/{position}", "unknown", _("The page has no such component."))
    if incident is not None and not incidents_seen(Incident.living.filter(pk=incident.pk), sight).exists():
        raise Invalid.at("/incident", "unknown", _("The page has no such incident."))


def _check_offered(
    page: Page, kind: str, scope: str, member: AudienceMember | None, person: User | None
) -> None:
    offered = page.allow_incident_subscribers if scope == Scope.INCIDENT else page.allow_page_subscribers
    outside = is_for_team(page) and not is_admitted_as_team(page, person)
    if not offered or outside or not is_told(page, kind, member=member is not None):
        raise NotOffered(_("This page takes no subscriptions of this kind."))
    if not getattr(page, f"allow_{kind}"):
        raise NotOffered(_("This page does not tell anybody in this way."))


def _check_own(page: Page, reached: Reached, member: AudienceMember | None, person: User | None) -> None:
    """Who is known subscribes no other address by e-mail than their own."""
    own = own_address(page, member=member, person=person)
    if reached.kind != "email" or own is None:
        return
    if not own or reached.key != address_read("email", own).key:
        raise NotOffered(_("This page takes no subscriptions of this kind."))
