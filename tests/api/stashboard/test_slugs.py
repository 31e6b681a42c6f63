import pytest

from api.stashboard.slugs import reference, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Some Random Name", "some-random-name"),
        ("New Service", "new-service"),
        ("  spaced \t out\n", "spaced-out"),
        ("api.example.com", "api-example-com"),
        ("snake_case", "snake-case"),
        ("a._b", "a--b"),
        ("What's up?", "whats-up"),
        ("C++", "c"),
        ("Über", "ber"),
        ("naïve & co", "nave--co"),
        ("-edge-", "edge"),
        ("._edge_.", "edge"),
        ("v1.0", "v1-0"),
        ("ÀÉ", ""),
        ("日本", ""),
        ("!!!", ""),
        ("...", ""),
        ("", ""),
        ("x" * 100, "x" * 100),
        ("x" * 101, ""),
    ],
)
def test_a_name_gives_its_id(name: str, slug: str):
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("given", "ref"), [("AVAILABLE", "available"), ("up", "up"), ("a\x00b", ""), ("", "")]
)
def test_an_id_is_taken_in_any_case(given: str, ref: str):
    assert reference(given) == ref
