"""Run inside an installation: migrate, collect static files, and make a page with the checks wanted.

Standard input is JSON: a list of ``{"name": ..., "url": ...}`` with any other argument of ``check_create``.
Prints an API key as the last line.
"""

import json
import sys

from django.core.management import call_command

from apikeys import services as apikeys
from monitoring import services as monitoring
from ops.static_files import static_files_collect
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Organization


def main() -> None:
    call_command("migrate", verbosity=0)
    static_files_collect()
    by = Actor.system()
    organization = Organization.objects.first() or services.organization_create(name="Acme", by=by)
    page = services.page_create(organization=organization, name="Acme status", slug="status", by=by)
    for wanted in json.load(sys.stdin):
        name, url = wanted.pop("name"), wanted.pop("url")
        monitoring.check_create(
            page=page,
            kind="http",
            name=name,
            target={"url": url},
            component=services.component_create(page=page, name=name, status=None, by=by),
            by=by,
            **wanted,
        )
    issued = apikeys.key_issue(
        organization=organization, name="tests", scopes=["full"], all_pages=True, by=by
    )
    sys.stdout.write(f"{issued.secret}\n")


main()
