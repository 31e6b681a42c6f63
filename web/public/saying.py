"""What a page's team wrote, with the language in which it is written."""

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString


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
    """`lang` and `dir` of texts in `language`, empty where that is the language which is active."""
    if _base(language) == _base(translation.get_language() or ""):
        return SafeString("")
    try:
        backwards = translation.get_language_info(language)["bidi"]
    except KeyError:
        backwards = False
    return format_html(' lang="{}"{}', language, SafeString(' dir="rtl"' if backwards else ""))


def _base(language: str) -> str:
    return language.lower().partition("-")[0]
