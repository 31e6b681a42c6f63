"""All checks of a page, and acting on several of them at once."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring.models import Check
from monitoring.selectors import checks_list
from monitoring.services import check_delete, check_pause, check_resume
from monitoring.vocabulary import CheckState
from statuspage.exceptions import DomainError, NotFound
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.checks.listed import checks_listed, checks_worst_first
from web.dashboard.checks.rows import rows_of
from web.dashboard.checks.words import named
from web.dashboard.confirming import confirmation
from web.dashboard.lists import MOST_PICKED, picked
from web.dashboard.once import once
from web.dashboard.screens import screen
from web.dashboard.undo import done_with_undo

_NAMED = 5


@require_safe
@of_a_page()
def checks(request: PageRequest, page: Page) -> HttpResponse:
    """All of them, the worst first, narrowed and sorted as the address says."""
    now = timezone.now()
    found = checks_listed(page).read(checks_worst_first(page), request.GET)
    context = {"list": found, "rows": rows_of(page, found.rows, now=now)}
    return screen(request, page, "checks/list", section="checks", context=context, follows=["checks"])


@require_POST
@of_a_page(needs=CONFIGURING)
def checks_act(request: PageRequest, page: Page) -> HttpResponse:
    """Pause or resume what was ticked, with a way back; deleting asks once more."""
    uids, act = picked(request), request.POST.get("do", "")
    if not uids:
        messages.info(request, _("Tick the checks first."))
    elif act == "delete":
        return redirect("dashboard:checks-delete", page.slug, ",".join(uids))
    elif act == "pause":
        _pause(request, page, uids)
    elif act == "resume":
        _resume(request, page, uids)
    return redirect("dashboard:checks", page.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=CONFIGURING)
def checks_drop(request: PageRequest, page: Page, uids: str) -> HttpResponse:
    """Ask once more before the checks that the address names are deleted, and delete them."""
    found = _living(page, uids.split(",")[:MOST_PICKED])
    if not found:
        raise Http404
    if request.method != "POST":
        return _asked(request, page, found)

    def drop() -> HttpResponse:
        done = _each(request, found, lambda check: check_delete(check=check, by=actor_of(request)))
        told = ngettext("%(n)d check is deleted.", "%(n)d checks are deleted.", len(done)) % {"n": len(done)}
        messages.success(request, told)
        return redirect("dashboard:checks", page.slug)

    try:
        return once(request, drop)
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("dashboard:checks", page.slug)


def _asked(request: PageRequest, page: Page, found: Sequence[Check]) -> HttpResponse:
    names = ", ".join(named(check) for check in found[:_NAMED])
    more = len(found) - _NAMED
    if more > 0:
        names = ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {
            "names": names,
            "n": more,
        }
    return confirmation(
        request,
        page,
        section="checks",
        title=ngettext("Delete %(n)d check?", "Delete %(n)d checks?", len(found)) % {"n": len(found)},
        says=[
            names,
            _(
                "They run no more, and addresses that heartbeats ping answer that there is nothing. What they"
                " said about components ends now. Past incidents and uptime stay."
            ),
        ],
        act=_("Delete"),
        back=reverse("dashboard:checks", args=[page.slug]),
    )


def _pause(request: PageRequest, page: Page, uids: Sequence[str]) -> None:
    found = [check for check in _living(page, uids) if check.state != CheckState.PAUSED]
    done = _each(request, found, lambda check: check_pause(check=check, by=actor_of(request)))
    told = ngettext("%(n)d check is paused.", "%(n)d checks are paused.", len(done)) % {"n": len(done)}
    _say(request, page, told, done, "resume")


def _resume(request: PageRequest, page: Page, uids: Sequence[str]) -> None:
    found = [check for check in _living(page, uids) if check.state == CheckState.PAUSED]
    done = _each(request, found, lambda check: check_resume(check=check, by=actor_of(request)))
    told = ngettext("%(n)d check runs again.", "%(n)d checks run again.", len(done)) % {"n": len(done)}
    _say(request, page, told, done, "pause")


def _say(request: PageRequest, page: Page, told: str, done: Sequence[Check], way_back: str) -> None:
    if not done:
        messages.info(request, told)
        return
    fields = [("do", way_back), *(("pick", check.uid) for check in done)]
    done_with_undo(request, told, url=reverse("dashboard:checks-act", args=[page.slug]), fields=fields)


def _each(request: PageRequest, found: Sequence[Check], act: Callable[[Check], object]) -> list[Check]:
    """Act on one after the other; what refuses is left as it is and said, what is gone is left out."""
    done, refused = [], set()
    for check in found:
        try:
            act(check)
        except NotFound:
            continue
        except DomainError as error:
            refused.add(f"{named(check)}: {error.detail}")
        else:
            done.append(check)
    for detail in sorted(refused)[:_NAMED]:
        messages.error(request, detail)
    return done


def _living(page: Page, uids: Sequence[str]) -> list[Check]:
    return list(checks_list(page).filter(uid__in=uids))
