"""What makes a page one that people can rely on, and what of it there is already."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.models import Check
from statuspage import links
from statuspage.models import Membership, Page
from statuspage.selectors import Rights
from webhooks.models import Subscription
from webhooks.vocabulary import Audience, SubscriptionState

_LOOKS = ("colors", "pictures", "custom_css", "headline", "description", "links")


@dataclass(frozen=True, slots=True)
class Step:
    """A thing to set up: `url` leads to where that is done, and `copied` is an address to hand on."""

    name: str
    title: str | Promise
    told: str
    url: str
    act: str | Promise
    is_done: bool
    copied: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The steps with how far one is, in words."""

    steps: list[Step]
    checks: int
    address: str

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


def start_of(page: Page, rights: Rights) -> Start | None:
    """What is left to set up, by what there is; two queries. None for who may not, once it is put away and
    once all of it is there.
    """
    if page.start_closed_at is not None or not rights.configures:
        return None
    start = start_whole(page, rights)
    return start if start.done < len(start.steps) else None


def start_whole(page: Page, rights: Rights) -> Start:
    """All steps of those whom somebody with these rights can take."""
    checks = Check.living.filter(page=page).count()
    heard = Subscription.objects.filter(page=OuterRef("pk"), state=SubscriptionState.ACTIVE)
    others = Membership.objects.filter(organization=OuterRef("organization")).order_by("pk")
    there = (
        Page.objects.filter(pk=page.pk)
        .values_list(
            Exists(heard.filter(audience=Audience.VISITOR)),
            Exists(heard.filter(audience=Audience.CHANNEL, enabled=True)),
            Exists(others[1:2]),
        )
        .get()
    )
    has_readers, has_channel, has_others = there
    address = f"{links.page_url(page)}/"
    return Start(list(_steps(page, rights, checks, has_readers, has_channel, has_others)), checks, address)


def _steps(
    page: Page, rights: Rights, checks: int, has_readers: bool, has_channel: bool, has_others: bool
) -> Iterable[Step]:
    def at(route: str) -> str:
        return reverse(f"dashboard:{route}", args=[page.slug])

    yield Step(
        "watch",
        _("Watch something"),
        ngettext("%(n)d check watches.", "%(n)d checks watch.", checks) % {"n": checks}
        if checks
        else _("Write above what you run, and the page tells the truth by itself."),
        at("checks"),
        _("Checks"),
        checks > 0,
    )
    yield Step(
        "tell",
        _("Tell people"),
        _("People subscribe already.")
        if has_readers
        else _("The form to subscribe stands on the page. Hand on its address:"),
        at("subscribers"),
        _("Subscribers"),
        has_readers,
        copied="" if has_readers else f"{links.page_url(page)}/subscribe",
        hint=_mail_hint(),
    )
    yield Step(
        "alert",
        _("Be told yourself"),
        _("An alert channel tells the team when a check fails.")
        if has_channel
        else _("When a check fails, an alert channel tells the team: by mail, chat or pager."),
        at("channels"),
        _("Alert channels"),
        has_channel,
    )
    if rights.runs_pages:
        yield Step(
            "invite",
            _("Invite someone"),
            _("You are not alone here.")
            if has_others
            else _("Somebody else should be able to speak up too."),
            at("team"),
            _("Team"),
            has_others,
        )
    has_look = any(getattr(page, name) for name in _LOOKS)
    yield Step(
        "look",
        _("Make it yours"),
        _("It has a look of its own.")
        if has_look
        else _("A logo, your colours and a line about what you do."),
        at("settings-look"),
        _("Look"),
        has_look,
    )


def _mail_hint() -> str:
    if "kept" not in settings.EMAIL_BACKEND:
        return ""
    return _("No mail server is set up, so mails are kept here. Set CANDOR_EMAIL_URL and they are sent.")
