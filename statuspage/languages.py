"""The languages that our own words come in; what a page's team writes may be in any other."""

from functools import lru_cache

from django.conf import settings
from django.utils import translation

from statuspage.models import Page


@lru_cache(256)
def spoken(language: str) -> str:
    """The language in which our own words stand beside texts in `language`: English where we have no others.

    It is one of ours as a whole: Django's own words for dates and errors exist in many more languages, and a
    page that took them would mix two.
    """
    wanted = language.lower()
    ours = {code.lower(): code for code, _name in settings.LANGUAGES}
    return ours.get(wanted) or ours.get(wanted.partition("-")[0]) or settings.LANGUAGE_CODE


def written(page: Page) -> str:
    """The language in which a page's team writes what has no translation: the page's first."""
    return str(page.languages[0]) if page.languages else settings.LANGUAGE_CODE


def in_words_of(page: Page) -> translation.override:
    """A context in which our own words suit the texts of a page, for those that are stored among them."""
    return translation.override(spoken(written(page)))
