"""What visitors are shown where there is nothing: in the look of the page, and in their language."""

from django.test import Client

from statuspage.models import Page

GERMAN = {"accept-language": "de"}


def test_it_is_said_in_the_look_of_the_page(client: Client, page: Page):
    Page.objects.update(languages=["en", "de"], custom_css="main { color: #123456 }")
    for path in ("/nothing/here", "/incidents/nope", "/components/nope", f"/pages/{page.slug}/nothing"):
        answer = client.get(path, headers=GERMAN)
        content = answer.content.decode()
        assert (answer.status_code, answer["Content-Language"]) == (404, "de"), path
        assert answer["Cache-Control"] == "no-store"
        assert '<html lang="de"' in content
        assert "Acme status" in content
        assert "css/public" in content
    assert b'lang="en"' in client.get("/nothing", headers={"accept-language": "fr"}).content


def test_a_page_that_is_closed_is_answered_like_one_that_is_not_there_A12(client: Client, page: Page):
    Page.objects.update(visibility="restricted")
    there, nowhere = (client.get(f"/pages/{slug}/nothing", headers=GERMAN) for slug in (page.slug, "nowhere"))
    for answer in (there, nowhere):
        assert (answer.status_code, answer["Content-Language"]) == (404, "de")
        assert b"Acme" not in answer.content
    assert len(there.content) == len(nowhere.content)


def test_programs_and_the_team_are_answered_in_english(client: Client, page: Page):
    for path in ("/dashboard/nothing/at/all", "/api/v1/nothing", "/api/v2/nothing.json"):
        answer = client.get(path, headers=GERMAN)
        assert "Content-Language" not in answer or answer["Content-Language"] == "en"
        assert b'lang="de"' not in answer.content
