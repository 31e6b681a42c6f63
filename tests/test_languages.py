"""Every word that visitors and subscribers read is there in every language, and compiled."""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
READ_BY_VISITORS = (
    "templates/public/*.html",
    "templates/email/*.html",
    "templates/error.html",
    "config/answers.py",
    "config/edge/answer.py",
    "web/public/*.py",
    "webhooks/messages/*.py",
    "webhooks/mail/*.py",
    "webhooks/transports/chat.py",
    "webhooks/transports/email.py",
    "webhooks/transports/endpoint.py",
    "webhooks/addresses.py",
    "webhooks/services/notices.py",
    "webhooks/services/subscribers/wishes.py",
    "webhooks/services/subscribers/confirming.py",
    "webhooks/services/subscribers/rows.py",
    "statuspage/languages.py",
    "statuspage/status.py",
    "statuspage/clock.py",
    "statuspage/vocabulary.py",
    "statuspage/validation.py",
    "statuspage/egress/targets.py",
    "statuspage/egress/exceptions.py",
    "incidents/vocabulary.py",
    "incidents/services/phrases.py",
    "monitoring/services/effects.py",
    "monitoring/vocabulary.py",
)
_CALLS = re.compile(r"(n?)(p?)n?p?(?:gettext)(?:_lazy|_noop)?|_|_lazy")
_PLACES = re.compile(r"%\(\w+\)[a-z]|%%|%[a-z]")
TEAM = "#. Read by the team alone."
"""Stands in the German catalogue above what only German and French must have."""
WHOLE = ("de", "fr")
Words = tuple[str, str, str]  # context, singular, plural


@pytest.mark.parametrize("language", OTHERS)
def test_it_has_every_word_that_visitors_read(language: str) -> None:
    catalogue = entries(language)
    team = set() if language in WHOLE else read_by_the_team()
    missing = [
        f"{name}: {words[1]}"
        for name, words in marked()
        if words not in team and not all(catalogue.get(words, [""]))
    ]
    assert not missing, f"Add these to {folder(language) / 'django.po'} and run `make messages`."


@pytest.mark.parametrize("language", OTHERS)
def test_it_has_compiled_what_is_in_the_catalogue(language: str) -> None:
    with (folder(language) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    counts = {compiled.plural(n): n for n in range(200, -1, -1)}  # type: ignore[attr-defined]
    for (context, one, many), told in entries(language).items():
        if many:
            said = [compiled.ngettext(one, many, counts[form]) for form in range(len(counts))]
            assert said == told, "Every form of the plural is there."
        elif context:
            assert compiled.pgettext(context, one) == told[0]
        else:
            assert compiled.gettext(one) == told[0], "Run `make messages`."


@pytest.mark.parametrize("language", OTHERS)
def test_it_keeps_the_places_that_are_filled_in(language: str) -> None:
    for (context, one, many), told in entries(language).items():
        if context != "date format":
            for text in told:
                assert sorted(_PLACES.findall(text)) == sorted(_PLACES.findall(many or one)), text


@pytest.mark.parametrize("language", OTHERS)
def test_it_is_sure_of_every_translation(language: str) -> None:
    text = catalogue_of(language)
    assert "fuzzy" not in text
    assert "#~" not in text
    assert not re.search(r'msgstr(?:\[\d\])? ""\n\n', text)


@pytest.mark.parametrize("language", OTHERS)
def test_it_ends_sentences_as_the_original_does(language: str) -> None:
    for (_context, one, _many), told in entries(language).items():
        for text in told:
            assert text == text.strip()
            assert not one.endswith(".") or text.endswith((".", "。")), text


def folder(language: str) -> Path:
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES"


@cache
def catalogue_of(language: str) -> str:
    return (folder(language) / "django.po").read_text()


@cache
def marked() -> list[tuple[str, Words]]:
    """Everything that is marked in what visitors read, with the name of its file."""
    files = [file for pattern in READ_BY_VISITORS for file in _matching(pattern)]
    return [(file.name, words) for file in files for words in words_of(file)]


def read_by_the_team() -> set[Words]:
    return {words for words, block in _blocks("de") if TEAM in block}


@cache
def entries(language: str) -> dict[Words, list[str]]:
    """The catalogue as it is written."""
    return {
        words: [text for name, text in _parts(block).items() if name.startswith("msgstr")]
        for words, block in _blocks(language)
    }


def words_of(file: Path) -> Iterator[Words]:
    """What a module or a template marks for translation."""
    source = file.read_text()
    if file.suffix == ".html":
        # What is not marked becomes X; every marked word becomes a call on a line of Python.
        for call in re.finditer(r"(?<!\w)(?:n?p?gettext|_)\(.*?\) ", templatize(source), re.DOTALL):
            yield from _called(ast.parse(_closed(call[0].strip())))
    else:
        yield from _called(ast.parse(source))


def _matching(pattern: str) -> list[Path]:
    files = [*ROOT.glob(pattern)]
    assert files, pattern
    return files


def _blocks(language: str) -> Iterator[tuple[Words, str]]:
    for block in catalogue_of(language).split("\n\n"):
        parts = _parts(block)
        if parts.get("msgid"):
            yield (parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", "")), block


def _parts(block: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        if line.startswith("#"):
            continue
        name, _, text = line.partition('"')
        key = name.strip() or key
        parts[key] = parts.get(key, "") + ast.literal_eval(f'"{text}')
    return parts


def _closed(call: str) -> str:
    return call.replace(", count)", ", 0)")


def _called(tree: ast.Module) -> Iterator[Words]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name = node.func.id
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if not texts or not _CALLS.fullmatch(name):
            continue
        context = texts.pop(0) if "pgettext" in name else ""
        yield context, texts[0], texts[1] if name.startswith("n") else ""
