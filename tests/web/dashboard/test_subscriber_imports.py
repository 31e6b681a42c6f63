"""A long list goes on without whoever sent it, who can look after it, stop it, and see what was left out."""

import csv
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.models import Page
from tests.web.dashboard.conftest import BY, As
from web.dashboard import fresh
from webhooks.models import SubscriberImport, Subscription
from webhooks.services.subscribers import subscriber_import_start, subscriber_imports_work

ROOT = "/dashboard/pages/status/subscribers/"
LONG = "address\n" + "wrong,\n" * 3 + "".join(f"v{number}@visitors.example\n" for number in range(247))


def test_a_long_list_is_left_to_a_worker_and_found_again(as_: As, page: Page):
    client = as_("page_configuration")
    sent = {"csv": LONG, "act": "import", "asked": "no", "once": "t1"}
    begun = client.post(f"{ROOT}import/", sent)
    job = SubscriberImport.objects.get()
    path = f"{ROOT}imports/{job.uid}/"
    assert begun["Location"] == path
    assert not Subscription.objects.exists()
    assert client.post(f"{ROOT}import/", sent)["Location"] == path
    again = client.post(f"{ROOT}import/", {**sent, "once": "t2"})
    assert (again.status_code, "still running" in again.content.decode()) == (422, True)
    shown = client.get(path).content.decode()
    assert "Waiting for a worker" in shown
    assert '<progress aria-label="Lines taken in" max="250" value="0">' in shown
    assert "Import running: 0 of 250" in client.get(ROOT).content.decode()
    assert f'href="{path}"' not in as_("reader").get(ROOT).content.decode()

    fresh.forget()
    asked = "/dashboard/pages/status/revision/?of=imports"
    before = client.get(asked)["ETag"]
    subscriber_imports_work(seconds=0)
    fresh.forget()
    assert client.get(asked)["ETag"] != before
    assert "200 of 250 lines are taken in." in client.get(path).content.decode()
    subscriber_imports_work()
    with CaptureQueriesContext(
        connection,
    ) as few:
        shown = client.get(path).content.decode()
    assert len(few) <= 14
    assert "<dt>Added</dt><dd>247</dd>" in shown
    assert "Stop the import" not in shown
    assert "Import running" not in client.get(ROOT).content.decode()
    assert f'href="{path}"' in client.get(f"{ROOT}import/").content.decode()
    table = client.get(f"{path}wrong/")
    assert "attachment" in table["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode())))
    assert [(row["line"], row["code"]) for row in rows] == [
        (str(line), "invalid_email") for line in (2, 3, 4)
    ]


def test_it_is_stopped_by_whoever_may_and_another_pages_is_not_there(as_: As, page: Page, other_page: Page):
    job = subscriber_import_start(page=page, text=LONG, by=BY)
    theirs = subscriber_import_start(page=other_page, text=LONG, by=BY)
    client = as_("page_configuration")
    outsider = as_("outsider")
    for path, method in (("", "GET"), ("stop/", "POST"), ("wrong/", "GET")):
        for browser, uid in ((client, theirs.uid), (outsider, job.uid)):
            assert browser.generic(method, f"{ROOT}imports/{uid}/{path}").status_code == 404
    subscriber_imports_work(seconds=0)
    stop = f"{ROOT}imports/{job.uid}/stop/"
    told = client.post(stop, follow=True).content.decode()
    assert "The import was stopped." in told
    assert "200 of 250 lines are taken in." in told
    assert "has ended already" in client.post(stop, follow=True).content.decode()
    theirs.refresh_from_db()
    assert theirs.state == "waiting"
