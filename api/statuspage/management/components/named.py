"""Components that bodies name by their ids."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from statuspage.models import Component, Page
from statuspage.selectors import components_get, groups_of_page, members_of_groups
from statuspage.validation import Problems


def components_found(
    page: Page, uids: Sequence[str], problems: Problems, at: Callable[[str], str]
) -> dict[str, Component]:
    """The page's components by these ids; other ids, also of groups, go to `problems`, `at` their place."""
    found = _found(page, uids)
    for uid in uids:
        if uid not in found:
            _refuse(problems, at(uid), uid)
    return found


def components_named(page: Page, uids: Sequence[str], pointer: str = "/component_ids") -> list[Component]:
    """The page's components with these ids, each once; a group's id stands for the components in it, if any.

    Raises one `Invalid` for all ids of neither.
    """
    one = _found(page, uids)
    groups = _of_groups(page, [uid for uid in uids if uid not in one])
    problems = Problems()
    rows: dict[int, Component] = {}
    for place, uid in enumerate(uids):
        if uid not in one and uid not in groups:
            _refuse(problems, f"{pointer}/{place}", uid)
        for row in [one[uid]] if uid in one else groups.get(uid, ()):
            rows[row.pk] = row
    problems.raise_if_any()
    return list(rows.values())


def _found(page: Page, uids: Sequence[str]) -> dict[str, Component]:
    return {row.uid: row for row in components_get(page, uids) if row is not None} if uids else {}


def _of_groups(page: Page, uids: Sequence[str]) -> dict[str, list[Component]]:
    groups = list(groups_of_page(page).filter(uid__in=uids)) if uids else []
    if not groups:
        return {}
    members = members_of_groups(groups)
    rows = _found(page, [uid for listed in members.values() for uid in listed])
    return {group.uid: [rows[uid] for uid in members[group.pk] if uid in rows] for group in groups}


def _refuse(problems: Problems, pointer: str, uid: str) -> None:
    problems.add(pointer, "unknown_component", _("There is no component %(id)s.") % {"id": uid[:32]})
