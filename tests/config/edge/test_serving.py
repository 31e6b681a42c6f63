"""Finished bytes before the application: when they are kept, and how they are sent."""

import pytest

from statuspage.publishing import Standing
from tests.config.edge.world import DOMAIN, HOST, OTHER, PAGE, World


def test_it_renders_once_and_serves_the_bytes(world: World) -> None:
    first, second = world.get(), world.get()
    assert first.text == second.text == "<body>hello en ?</body>"
    assert len(world.seen) == 1
    assert second.headers["content-length"] == str(len(second.body))
    assert "stale-while-revalidate" in second.headers["cache-control"]


def test_it_sends_gzip_to_those_who_take_it(world: World) -> None:
    packed = world.get(accept_encoding="br, gzip")
    plain = world.get(accept_encoding="gzip;q=0")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["etag"] != plain.headers["etag"]
    assert len(world.seen) == 1


def test_it_says_that_nothing_changed(world: World) -> None:
    etag = world.get().headers["etag"]
    for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        reply = world.get(if_none_match=asked)
        assert (reply.status, reply.body) == ("304 Not Modified", b"")
        assert reply.headers["etag"] == etag
    world.publish(2, "news")
    assert world.get(if_none_match=etag).status == "200 OK"


def test_it_answers_head_without_a_body(world: World) -> None:
    body = world.get().body
    reply = world.get(method="HEAD")
    assert (reply.body, reply.headers["content-length"]) == (b"", str(len(body)))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_it_hands_every_other_method_on(world: World, method: str) -> None:
    world.get()
    world.get(method=method)
    assert world.seen[-1]["REQUEST_METHOD"] == method


def test_it_renders_anew_for_a_new_revision(world: World) -> None:
    world.get()
    world.publish(2, "news")
    assert "news" in world.get().text
    world.get()
    assert len(world.seen) == 2


def test_it_renders_anew_after_a_minute_and_not_before(world: World) -> None:
    world.get()
    world.text = "a chart moved"
    world.later(50)
    assert "hello" in world.get().text
    world.later(15)
    assert "a chart moved" in world.get().text


def test_it_keeps_each_language_apart(world: World) -> None:
    world.languages = ("en", "de")
    assert " en " in world.get(accept_language="fr").text
    german = world.get(accept_language="de-AT,de;q=0.9,en;q=0.5")
    assert " de " in german.text
    assert german.headers["vary"] == "Accept-Encoding, Accept-Language"
    assert " en " in world.get(accept_language="en-GB").text
    assert len(world.seen) == 2


def test_it_answers_in_a_language_at_once_that_the_page_has_just_learned(world: World) -> None:
    assert " en " in world.get(accept_language="de").text
    world.languages = ("en", "de")
    world.publish(2, "more words")
    assert " de " in world.get(accept_language="de").text
    assert " en " in world.get(accept_language="en").text
    world.languages = ("fr",)
    world.publish(3, "other words")
    assert " fr " in world.get(accept_language="de").text


@pytest.mark.parametrize(
    ("page", "host", "path"),
    [
        ("an unknown host", "evil.example", "/"),
        ("no host", "", "/"),
        ("a host that is no host", "status.example/..", "/"),
        ("another area", HOST, "/dashboard/"),
        ("the API", HOST, "/api/v1/pages/"),
        ("a suffix that looks static", HOST, "/history/x.css"),
    ],
)
def test_it_keeps_nothing_for(world: World, page: str, host: str, path: str) -> None:
    world.get(path, host=host)
    world.get(path, host=host)
    assert len(world.seen) == 2, page
    assert world.seen[-1]["HTTP_HOST"] == host


@pytest.mark.parametrize("host", ["STATUS.example", "status.example:8000", "status.example."])
def test_it_knows_its_host_in_every_spelling(world: World, host: str) -> None:
    world.get()
    world.get(host=host)
    assert len(world.seen) == 1


def test_it_serves_a_verified_domain_with_its_own_page_only(world: World) -> None:
    world.standing = Standing({PAGE: 1, OTHER: 1}, {DOMAIN: PAGE})
    assert world.get(host=DOMAIN).status == "200 OK"
    world.get(host=DOMAIN)
    assert len(world.seen) == 1
    world.standing = Standing({PAGE: 1, OTHER: 1}, {DOMAIN: OTHER})
    world.text, world.page_uid = "the other page", OTHER
    world.publish(1, "the other page")
    assert "the other page" in world.get(host=DOMAIN).text


def test_it_asks_the_database_no_more_than_it_should(world: World) -> None:
    world.get()
    asked = world.asked
    for _ in range(1000):
        world.get()
    assert world.asked - asked < 1000
    assert len(world.seen) == 1
