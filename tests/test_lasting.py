"""What is the same for every test is there after a test that commits, and nothing else."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from statuspage.models import Organization, Page


@pytest.mark.django_db(transaction=True)
def test_it_stays_and_all_else_goes(page: Page) -> None:
    before = set(Permission.objects.values_list("pk", "codename", "content_type__model"))
    assert "view_check" in {codename for _key, codename, _model in before}
    # As after each test that commits.
    call_command("flush", verbosity=0, interactive=False)
    assert not Page.objects.exists()
    assert not Organization.objects.exists()
    assert set(Permission.objects.values_list("pk", "codename", "content_type__model")) == before
