from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.richtext import SOURCE_LIMIT, RichTextTooLong, TextFormat, plain_text, render, unwrapped

PIECES = [
    *("<b>", "</b>", "<p>", "</p>", "<a>", "</a>", "<ul>", "<li>", "</ul>", "<table>", "<td>", "<script>"),
    *("</script>", "<style>", "</style>", "<math>", "<mtext>", "<svg/onload=x>", "<a/href=javascript:x>"),
    *(
        "<a/href=https://a.b>",
        "<noscript>",
        "<!--",
        "-->",
        "&lt;",
        "&",
        "text",
        "**",
        "[x](y)",
        "`",
        "- ",
        ">",
    ),
    *('"', "'"),
]
FRAGMENTS = st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=20).map("".join)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        ("We are **looking** into it.", "<p>We are <strong>looking</strong> into it.</p>"),
        (
            "See https://example.com/a?b=1&c=2",
            '<p>See <a href="https://example.com/a?b=1&amp;c=2" rel="nofollow noopener">'
            "https://example.com/a?b=1&amp;c=2</a></p>",
        ),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("<b>bold</b> & {{7*7}}", "<p>&lt;b&gt;bold&lt;/b&gt; &amp; {{7*7}}</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
    ],
)
def test_it_renders_markdown(source: str, html: str) -> None:
    assert render(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>Fixed<br>now</p>", "<p>Fixed<br>now</p>"),
        ("<script>alert(1)</script>x", "x"),
        ("One & <b>two</b>.", "One &amp; <b>two</b>."),
        ("One\r\nline.\n \n\nTwo <b>lines</b>.", "<p>One<br>line.</p><p>Two <b>lines</b>.</p>"),
        ("<b>One\n\ntwo</b>", "<p><b>One</b></p><p><b>two</b></p>"),
        ("x<y and z>w, a < b & c", "x&lt;y and z&gt;w, a &lt; b &amp; c"),
        ("<ul>\n<li>One</li>\n</ul>", "<ul>\n<li>One</li>\n</ul>"),
        ("Send to <me@example.com>\nor call", "<p>Send to &lt;me@example.com&gt;<br>or call</p>"),
        ("<img src=x onerror=alert(1)>y", "y"),
        ("To <strikethrough>10.0</StrikeThrough > 10.2.", "To <s>10.0</s> 10.2."),
        ("<strikethrough onclick=x>a</strikethrough>", "a"),
        ('<a href="jAvAscript:alert(1)">z</a>', '<a rel="nofollow noopener">z</a>'),
        ('<a href="java&#x09;script:alert(1)">z</a>', '<a rel="nofollow noopener">z</a>'),
        ('<b onmouseover="x" style="position:fixed" class="c">b</b>', "<b>b</b>"),
        ('<form action="//evil"><input formaction=x>f</form>', "f"),
        ('<meta http-equiv="refresh" content="0"><base href="//evil">m', "m"),
        ("<style>*{}</style><iframe srcdoc='<b>'></iframe>s", "s"),
    ],
)
def test_it_cleans_html(source: str, html: str) -> None:
    assert render(source, TextFormat.HTML) == html


class _Markup(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update((name, value or "") for name, value in attrs)


@pytest.mark.parametrize(
    "payload",
    [
        "<svg/onload=alert(1)>",
        "![x](data:text/html,<script>)",
        '<a href="data:text/html,x">',
        "</title><script>",
        "<a href='//e' onclick=x>",
        "<http://x/onerror=1>",
        "[a](vbscript:x)",
        "[a](https://ok 'x\" onload=\"y')",
    ],
)
@pytest.mark.parametrize("format", TextFormat.values)
def test_it_leaves_nothing_that_runs(payload: str, format: str) -> None:
    markup = _Markup(render(payload, format))
    assert markup.tags <= {"a", "p"}
    assert {name for name, _ in markup.attributes} <= {"href", "title", "rel"}
    assert not any(value.startswith(("data:", "vbscript:")) for _, value in markup.attributes)


@given(FRAGMENTS | st.text(max_size=200), st.sampled_from(TextFormat.values))
def test_it_changes_nothing_when_it_cleans_again(source: str, format: str) -> None:
    once = render(source, format)
    assert render(once, TextFormat.HTML) == once


def test_it_refuses_oversized_sources() -> None:
    with pytest.raises(RichTextTooLong):
        render("x" * (SOURCE_LIMIT + 1))


def test_it_refuses_unknown_formats() -> None:
    with pytest.raises(ValueError):
        render("x", "rst")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; <b>two</b></p><p>three</p>", "One & two\nthree"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "a\nb"),
        ("x<br>y", "x\ny"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("", ""),
    ],
)
def test_it_reads_the_words_without_markup(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("All is *well* & <b>good</b>.", "All is <em>well</em> &amp; &lt;b&gt;good&lt;/b&gt;."),
        ("One.\n\nTwo\nlines.", "One.\n\nTwo\nlines."),
        ("Before\n\n- a\n- b\n\nafter", "Before\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n\nafter"),
        ("    if x:\n\n        y", "<pre><code>if x:\n\n    y\n</code></pre>"),
    ],
)
def test_paragraphs_may_be_parted_by_blank_lines_instead(source: str, text: str) -> None:
    assert unwrapped(render(source)) == text


@given(FRAGMENTS)
def test_text_without_paragraphs_is_as_safe(source: str) -> None:
    html = render(source, TextFormat.HTML)
    whole, text = _Markup(html), _Markup(unwrapped(html))
    assert (text.tags, text.attributes) == (whole.tags - {"p", "br"}, whole.attributes)
