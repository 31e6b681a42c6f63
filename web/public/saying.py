"""What a page's team wrote, with the language in which it is written."""

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statuspage.languages import root


class Said(str):
    """A text of the team; `marks` stands in the tag around it."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str) -> "Said":
        said = super().__new__(cls, text)
        said.language = language
        return said

    @property
    def marks(self) -> SafeString:
        """`lang` and `dir`, where the words around it are in another language."""
        return marks(self.language)


def marks(language: str) -> SafeString:
    """`lang` of texts in `language`, and `dir` where they run the other way; empty where it is active."""
    if root(language) == root(translation.get_language() or ""):
        return SafeString("")
    try:
        backwards = translation.get_language_info(language.lower())["bidi"]
    except KeyError:
        backwards = False
    turned = (
        "" if backwards == translation.get_language_bidi() else ' dir="rtl"' if backwards else ' dir="ltr"'
    )
    return format_html(' lang="{}"{}', language, SafeString(turned))
