import io

import pytest
from django.core.management import CommandError, call_command

from statuspage.models import Event, Organization, Page


def run(**options: str) -> str:
    out = io.StringIO()
    call_command("page_create", stdout=out, **options)
    return out.getvalue()


def test_it_creates_a_page_and_prints_its_address(page: Page) -> None:
    printed = run(name="Labs", slug="labs")

    made = Page.living.get(slug="labs")
    assert made.organization == page.organization
    assert printed.strip().endswith("/pages/labs")
    assert Event.objects.get(page_uid=made.uid).kind == "page.created"


@pytest.mark.parametrize(
    ("slug", "reason"), [("status", "slug: Another page"), ("No Such Slug!", "slug: .+")]
)
def test_it_says_why_it_cannot(page: Page, slug: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason) as refusal:
        run(name="Another", slug=slug)

    assert str(refusal.value)
    assert Page.living.count() == 1


@pytest.mark.django_db
def test_it_says_what_to_do_first_on_an_empty_installation() -> None:
    assert not Organization.objects.exists()

    with pytest.raises(CommandError, match=r"manage\.py"):
        run(name="Status", slug="status")
