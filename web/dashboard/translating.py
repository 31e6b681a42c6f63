"""Texts of incidents and maintenance in the other languages of their page, as fields of a form."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise

from statuspage.languages import written
from statuspage.models import Page

Texts = dict[str, dict[str, str]]
"""By language and then by field, as the services take them; empty texts are left out."""

_PREFIX = "in-"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language with what was translated into it."""

    tag: str
    label: str | Promise
    texts: Mapping[str, str]


def tongues_of(page: Page, texts: Mapping[str, Mapping[str, str]]) -> list[Tongue]:
    """The page's languages but the one that its team writes in, and those that something was said in."""
    names = dict(settings.LANGUAGES)
    tags = dict.fromkeys([*page.languages, *texts])
    return [Tongue(tag, names.get(tag, tag), texts.get(tag, {})) for tag in tags if tag != written(page)]


def texts_sent(data: QueryDict, page: Page, held: Mapping[str, Mapping[str, str]], *fields: str) -> Texts:
    """What a form says, beside what is `held` in fields that the form does not have."""
    texts: Texts = {}
    for tongue in tongues_of(page, held):
        said = {field: str(data.get(f"{_PREFIX}{tongue.tag}-{field}", "")) for field in fields}
        kept = {**tongue.texts, **said}
        found = {field: text for field, text in kept.items() if text.strip()}
        if found:
            texts[tongue.tag] = found
    return texts
