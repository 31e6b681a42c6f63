"""How the journal can be looked through."""

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apikeys.models import ApiKey
from statuspage.models import Event, Membership, Organization, Page
from statuspage.selectors import Rights, events_of_organization, events_of_page
from web.dashboard.journal.groups import GROUPS, kinds_in
from web.dashboard.lately import QUARTER, lately
from web.dashboard.lists import Choice, Column, ListOf, Search

Options = list[tuple[str, str | Promise]]

ACTORS: Mapping[str, str | Promise] = {
    "user": _("People"),
    "key": _("API keys"),
    "check": _("Checks"),
    "visitor": _("Visitors"),
    "schedule": _("The schedule"),
    "system": _("The installation itself"),
}
"""Who acts, by the word in the journal."""
PLACES = (("organization", _("Organization")), ("all", _("All pages")))
_MOST_KEYS = 200


def events_shown(page: Page, rights: Rights, place: str) -> QuerySet[Event]:
    """The page's own events; for an owner also those of the organization and of its other pages."""
    if rights.owns and place == "organization":
        return events_of_organization(page.organization).filter(page_uid="")
    if rights.owns and place == "all":
        return events_of_organization(page.organization)
    return events_of_page(page)


def listed(page: Page, rights: Rights, query: QueryDict) -> ListOf[Event]:
    """The list for somebody with these rights, with the actors that there are to choose from."""
    places = [
        Choice("where", _("Where"), PLACES, _as_it_is, everything=_("This page"), tabs=True),
    ]
    subject = query.get("subject", "")
    known = _subject(page.organization, subject)
    return ListOf[Event](
        columns=(
            Column("at", _("At (UTC)")),
            Column("what", _("What")),
            Column("changes", _("Before and after")),
            Column("who", _("Who")),
        ),
        filters=(
            *(places if rights.owns else []),
            Search(_("Search by subject, person or address"), _mentioning),
            Choice("of", _("Kind"), GROUPS, _in_group, everything=_("All kinds")),
            Choice("by", _("Who"), _actors(page.organization), _by, everything=_("Everybody")),
            lately(_("Time"), "at", QUARTER),
            *(
                [Choice("subject", _("About"), known, _about, everything=_("About anything"))]
                if known
                else []
            ),
        ),
    )


def _as_it_is(found: QuerySet[Event], _word: str) -> QuerySet[Event]:
    """Where events are from is chosen before they are read."""
    return found


def _in_group(found: QuerySet[Event], group: str) -> QuerySet[Event]:
    return found.filter(kind__in=kinds_in(group))


def _by(found: QuerySet[Event], word: str) -> QuerySet[Event]:
    kind, _colon, uid = word.partition(":")
    return found.filter(actor_kind=kind, **({"actor_uid": uid} if uid else {}))


def _about(found: QuerySet[Event], word: str) -> QuerySet[Event]:
    kind, _colon, uid = word.partition(":")
    return found.filter(subject_kind=kind, subject_uid=uid)


def _mentioning(found: QuerySet[Event], text: str) -> QuerySet[Event]:
    return found.filter(
        Q(subject_label__icontains=text)
        | Q(actor_label__icontains=text)
        | Q(actor_address__startswith=text[:45])
        | Q(subject_uid=text[:12])
        | Q(kind=text[:64])
    )


def _actors(organization: Organization) -> Options:
    """Kinds of actors, then the people and keys of the organization by name."""
    people = Membership.objects.filter(organization=organization).select_related("user")
    keys = ApiKey.objects.filter(organization=organization).order_by("name", "pk")
    named = sorted(((f"user:{one.user.uid}", one.user.name) for one in people), key=_label)
    called = list(keys.values_list("uid", "name")[:_MOST_KEYS])
    return [*ACTORS.items(), *named, *((f"key:{uid}", name) for uid, name in called)]


def _label(option: tuple[str, str]) -> str:
    return option[1].casefold()


def _subject(organization: Organization, word: str) -> Sequence[tuple[str, str]]:
    """What one subject is called, if the journal knows it."""
    kind, _colon, uid = word.partition(":")
    if not uid:
        return ()
    found = Event.objects.filter(organization=organization, subject_kind=kind[:32], subject_uid=uid[:12])
    newest = found.order_by("-pk").first()
    return [(word, newest.subject_label or newest.subject_kind)] if newest else ()
