"""Place and colours of what other sites embed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.colors import READABLE, contrast, six_digits
from statuspage.exceptions import Conflict
from statuspage.models import Page, StatusEmbedConfig
from statuspage.services.naming import assign
from statuspage.validation import Problems, clean_changes, clean_choice, clean_color, rule
from statuspage.vocabulary import EmbedPosition


def embed_config_update(
    *, page: Page, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> StatusEmbedConfig:
    """Change place and colours; the settings are made when first changed.

    Raises `Invalid`: `low_contrast` where a text could not be read on the background that it would have.
    """
    clean = clean_changes(changes, _RULES)
    with journal.transaction(now) as now:
        row = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        if row.deleted_at is not None:
            raise Conflict(_("The page has been deleted."), code="page_deleted")
        config = StatusEmbedConfig.objects.filter(page=row).first() or StatusEmbedConfig(page=row)
        before = _object(config)
        moved = assign(config, clean)
        if moved:
            _refuse_unreadable(config, moved)
            config.save()
            after = _object(config)
            journal.record(
                kind="embed.updated",
                by=by,
                at=now,
                subject_kind="page",
                subject_uid=row.uid,
                subject_label=row.name,
                page=row,
                before={field: before[field] for field in moved},
                after={field: after[field] for field in moved},
            )
        return config


def _object(config: StatusEmbedConfig) -> dict[str, Any]:
    return {field: getattr(config, field) for field in _RULES}


def _refuse_unreadable(config: StatusEmbedConfig, moved: list[str]) -> None:
    problems = Problems()
    for kind in ("incident", "maintenance"):
        fields = [f"{kind}_text_color", f"{kind}_background_color"]
        changed = [field for field in fields if field in moved]
        text, background = (getattr(config, field) for field in fields)
        found = contrast(text, background)
        if changed and found < READABLE:
            problems.add(
                f"/{changed[0]}",
                "low_contrast",
                _(
                    "Text in %(text)s on %(background)s cannot be read well: the contrast is %(found).1f, "
                    "and must be at least %(least).1f. Take a darker or a lighter colour for one of them."
                )
                # Cut, not rounded: 4.49 is not 4.5.
                % {"text": text, "background": background, "found": int(found * 10) / 10, "least": READABLE},
            )
    problems.raise_if_any()


def _clean_color(value: Any, *, pointer: str) -> str:
    return six_digits(clean_color(value, pointer=pointer))


_RULES = {
    "position": rule(clean_choice, words=EmbedPosition),
    "incident_background_color": rule(_clean_color),
    "incident_text_color": rule(_clean_color),
    "maintenance_background_color": rule(_clean_color),
    "maintenance_text_color": rule(_clean_color),
}
