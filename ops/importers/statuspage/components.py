"""Groups and components, in that order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.rows import Unreadable
from ops.importers.statuspage.told import ToldComponent
from statuspage.exceptions import Conflict
from statuspage.models import Component, ComponentGroup
from statuspage.services.bringing import ToldPlace, component_bring, group_bring


class Components:
    """The components of the page by the ids of the source, as far as they are here."""

    def __init__(
        self,
        move: Move,
        listed: Sequence[ToldComponent],
        named: Iterable[ToldComponent],
        shown: Collection[str] | None,
    ) -> None:
        self._move = move
        self._shown = shown
        self._page = move.page
        self.listed = {one.id: one for one in listed}
        gone = {one.id: one for one in named if one.id not in self.listed and not one.is_group}
        groups = [one for one in listed if one.is_group]
        others = [one for one in listed if not one.is_group]
        self._groups = Known(ComponentGroup, self._page, [one.id for one in groups])
        self._known = Known(Component, self._page, [*(one.id for one in others), *gone])
        self._group_of: dict[str, ComponentGroup] = dict(self._groups.rows)
        self.rows: dict[str, Component] = dict(self._known.rows)
        self._told_groups, self._told, self._gone = groups, others, list(gone.values())

    def bring(self, baselines: Mapping[str, str]) -> None:
        """Bring all of them; `baselines` are what some are apart from the incidents that go on, by id."""
        for one in self._told_groups:
            self._move.bring("group", one.name, partial(self._group, one))
        for one in self._told:
            status = baselines.get(one.id, one.status) or None
            self._move.bring("component", one.name, partial(self._component, one, status, False))
        for one in self._gone:
            self._move.bring(
                "component", f"{one.name} (of the past)", partial(self._component, one, None, True)
            )

    def group(self, told: str | None) -> ComponentGroup | None:
        """The group of here for one of the source, if there is one."""
        group = None if told is None else self._group_of.get(told)
        return None if group is None or group.deleted_at is not None else group

    def uid(self, told: str) -> str:
        """The uid of a component of the source, whether or not it could be brought."""
        row = self.rows.get(told)
        return told if row is None else row.uid

    def _group(self, one: ToldComponent) -> tuple[bool, list[str]]:
        known = self._groups.row(one.id)
        group, changed = group_bring(
            page=self._page,
            group=known,
            uid=self._groups.uid(one.id),
            settings={"name": one.name, "description": one.description},
            place=_place(one),
            by=BY,
        )
        self._group_of[one.id] = group
        return known is None, changed

    def _component(self, one: ToldComponent, status: str | None, is_gone: bool) -> tuple[bool, list[str]]:
        known = self._known.row(one.id)
        group = self._group_of.get(one.group_id) if one.group_id is not None else None
        if one.group_id is not None and group is None and not is_gone:
            raise Unreadable("its group could not be brought")
        if group is not None and group.deleted_at is not None:
            raise Conflict("Its group has been deleted here.")
        hidden = "" if is_gone else self._hidden(one.id)
        component, changed = component_bring(
            page=self._page,
            component=known,
            uid=self._known.uid(one.id),
            settings={
                "name": one.name,
                "description": one.description,
                "group": group,
                "showcase": one.showcase,
                "only_show_if_degraded": one.only_show_if_degraded,
                "start_date": one.start_date,
                # Told by nobody but the page there, and afterwards a matter of the team here.
                **({} if known or not hidden else {"visible": False}),
            },
            place=_place(one),
            status=status,
            is_gone=is_gone,
            by=BY,
        )
        self.rows[one.id] = component
        if known is None:
            return True, [hidden] if hidden else []
        return False, changed

    def _hidden(self, told: str) -> str:
        """Why a component is not to be shown when it comes; empty for one that is shown."""
        if self._shown is not None:
            return "" if told in self._shown else "hidden, as on the page there"
        if self._page.is_open:
            return "hidden until you show it, since the page there is not open to everybody"
        return ""


def _place(one: ToldComponent) -> ToldPlace:
    return ToldPlace(one.position, one.created_at, one.updated_at)
