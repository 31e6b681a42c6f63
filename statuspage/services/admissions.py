"""Links that let a member of the audience in to a restricted page, once.

None of this changes the page, so that the journal hears of none of it.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.exceptions import NotFound
from statuspage.models import AdmissionLink, AudienceMember, Page
from statuspage.selectors.admissions import admission_link_find, takes_members
from statuspage.selectors.audience import audience_member_by_email

LINK_LIVES = timedelta(minutes=30)
PAUSES = (*[timedelta(minutes=5)] * 4, timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
"""After the first, second... mailed link that nobody used, a member gets no other one for so long.

The last holds from then on. It is short enough that whoever asks in a member's name keeps nobody out, as the
links that this brings to them let them in too.
"""
KEPT = timedelta(days=1)


def admission_link_create(
    *,
    member: AudienceMember,
    path: str = "",
    browser: str = "",
    lives: timedelta = LINK_LIVES,
    now: datetime | None = None,
) -> AdmissionLink:
    """A link for somebody who has shown elsewhere, as at an identity provider, that they are the member.

    With a `browser`, the hash of what only theirs can show, it is good in no other one.
    """
    with journal.transaction(now) as now:
        return AdmissionLink.objects.create(
            page=member.page,
            member=member,
            path=path,
            browser=browser,
            asked_at=now,
            expires_at=now + lives,
        )


def admission_link_ask(
    *, page: Page, email: str, language: str, path: str = "", now: datetime | None = None
) -> None:
    """Note that somebody wants a link by mail. Nobody is looked for here: it takes the same time for all."""
    with journal.transaction(now) as now:
        AdmissionLink.objects.create(
            page=page,
            email=email,
            language=language,
            path=path,
            asked_at=now,
            expires_at=now + LINK_LIVES,
            mail_at=now,
        )


def admission_link_address(*, link: AdmissionLink, now: datetime | None = None) -> bool:
    """Find the member who asked, whose link it then is. False, and the link is gone, where nobody is told.

    So with an address that no member has, a page that takes no members, and a member who was written to just
    before. The link lives from now on, when it is mailed.
    """
    with journal.transaction(now) as now:
        member = audience_member_by_email(link.page, link.email) if takes_members(link.page) else None
        if member is not None:
            # One at a time for a member, so that two questions at once lead to one mail.
            member = AudienceMember.objects.select_for_update(no_key=True).filter(pk=member.pk).first()
        if member is None or (link.member_id is None and _has_enough(member, now)):
            AdmissionLink.objects.filter(pk=link.pk).delete()
            return False
        link.member, link.expires_at = member, now + LINK_LIVES
        link.save(update_fields=["member", "expires_at", "updated_at"])
        return True


def admission_link_use(
    *, page: Page, token: str, browser: str = "", now: datetime | None = None
) -> AdmissionLink:
    """Use a link up; raises one and the same `NotFound` for every token that is not good any more."""
    with journal.transaction(now) as now:
        link = admission_link_find(page, token, browser=browser, now=now)
        # Of several who follow it at the same time one is let in.
        if link is None or not AdmissionLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
            raise NotFound(_("This link is not valid, or not valid any more."))
        link.used_at = now
        return link


def admission_links_purge(*, now: datetime | None = None) -> int:
    """Forget links that ended a day ago."""
    with journal.transaction(now) as now:
        return AdmissionLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def _has_enough(member: AudienceMember, now: datetime) -> bool:
    mailed = AdmissionLink.objects.filter(member=member, asked_at__gt=now - KEPT).exclude(email="")
    used = mailed.filter(used_at__isnull=False).order_by("-asked_at").values_list("asked_at", flat=True)
    since = used.first() or now - KEPT
    unused = mailed.filter(used_at=None, asked_at__gt=since).order_by("-asked_at")
    times = list(unused.values_list("asked_at", flat=True)[: len(PAUSES)])
    return bool(times) and times[0] > now - PAUSES[len(times) - 1]
