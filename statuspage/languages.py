"""The languages that our own words come in; what a page's team writes may be in any other."""

from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from statuspage.models import Page

_ONLY_IN = {
    "en": _lazy("Only in English"),
    "de": _lazy("Only in German"),
    "fr": _lazy("Only in French"),
    "es": _lazy("Only in Spanish"),
    "pt": _lazy("Only in Portuguese"),
    "it": _lazy("Only in Italian"),
    "nl": _lazy("Only in Dutch"),
    "pl": _lazy("Only in Polish"),
    "tr": _lazy("Only in Turkish"),
    "ja": _lazy("Only in Japanese"),
    "zh": _lazy("Only in Chinese"),
    "ar": _lazy("Only in Arabic"),
}


@lru_cache(256)
def spoken(language: str) -> str:
    """The language in which our own words stand beside texts in `language`: English where we have no others.

    It is one of ours as a whole: Django's own words for dates and errors exist in many more languages, and a
    page that took them would mix two.
    """
    wanted = language.lower()
    ours = {code.lower(): code for code, _name in settings.LANGUAGES}
    base = root(language)
    # Chinese has no plain tag among ours: `zh`, `zh-CN` and `zh-TW` are nearer to what we have than English.
    near = next((code for code in ours.values() if root(code) == base), "")
    return ours.get(wanted) or ours.get(base) or near or settings.LANGUAGE_CODE


def root(language: str) -> str:
    """A language without its script and region: `zh` of `zh-Hans`."""
    return language.lower().partition("-")[0]


def name_of(language: str) -> str:
    """A language as those who speak it call it."""
    try:
        return str(translation.get_language_info(language.lower())["name_local"])
    except KeyError:
        return language


def only_in(language: str) -> str:
    """Says in the active language that a text is there in `language` alone; empty where the two are one."""
    base = root(language)
    if base == root(translation.get_language() or ""):
        return ""
    told = _ONLY_IN.get(base)
    return str(told) if told else _("Original language: %(language)s") % {"language": name_of(language)}


def written(page: Page) -> str:
    """The language in which a page's team writes what has no translation: the page's first."""
    return str(page.languages[0]) if page.languages else settings.LANGUAGE_CODE


def in_words_of(page: Page) -> translation.override:
    """A context in which our own words suit the texts of a page, for those that are stored among them."""
    return translation.override(spoken(written(page)))
