"""Run inside an installation: migrate and make a heartbeat. Prints its code as the last line."""

import sys

from django.core.management import call_command

from monitoring.services import check_create
from statuspage import services
from statuspage.actor import Actor

BY = Actor.system()


def main() -> None:
    call_command("migrate", verbosity=0)
    organization = services.organization_create(name="Acme", by=BY)
    page = services.page_create(organization=organization, name="Acme status", slug="status", by=BY)
    target = {"period_seconds": 3600, "grace_seconds": 600}
    check = check_create(page=page, kind="heartbeat", name="Nightly", target=target, by=BY)
    sys.stdout.write(f"{check.code}\n")


main()
