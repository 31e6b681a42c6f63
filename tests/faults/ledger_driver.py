"""Run inside an installation: make webhooks, or let things happen. Standard input is JSON.

``{"urls": [...]}`` migrates, makes a page with a component and a webhook for each URL, and prints their
secrets, one a line.
``{"events": N, "phantom": "..."}`` changes the component N times, with some changes of that description in
between that are rolled back.
"""

import json
import sys

from django.core.management import call_command
from django.db import transaction

from incidents.services import component_declare_status
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.services.endpoints import webhook_create

STATUSES = ("major_outage", "operational")
BY = Actor.system()


def make_webhooks(urls: list[str]) -> None:
    call_command("migrate", verbosity=0)
    organization = services.organization_create(name="Acme", by=BY)
    page = services.page_create(organization=organization, name="Acme status", slug="status", by=BY)
    services.component_create(page=page, name="Shop", by=BY)
    for url in urls:
        _webhook, secret = webhook_create(page=page, url=url, events=["component.*"], by=BY)
        sys.stdout.write(f"{secret}\n")


def let_happen(page: Page, count: int, phantom: str) -> None:
    component = page.components.get()
    for number in range(count):
        if number % 10 == 0:
            status = STATUSES[number // 10 % 2]
            component_declare_status(component=component, status=status, by=BY)
        else:
            services.component_update(component=component, changes={"description": f"change {number}"}, by=BY)
        if number % 7 == 0:
            try:
                with transaction.atomic():
                    services.component_update(component=component, changes={"description": phantom}, by=BY)
                    raise InterruptedError
            except InterruptedError:
                component.refresh_from_db()


wanted = json.load(sys.stdin)
if "urls" in wanted:
    make_webhooks(wanted["urls"])
else:
    let_happen(Page.objects.get(), wanted["events"], wanted["phantom"])
