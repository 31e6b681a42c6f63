"""The list of checks: what stands first, what each row says, and acting on several."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from monitoring import services as monitoring
from monitoring.models import Check
from monitoring.selectors import runs_lately
from statuspage.models import Event, Page
from tests.monitoring.making import make_check, make_component, make_heartbeat, ping, run_once
from tests.rows import each
from tests.web.dashboard.conftest import BY, As
from web.dashboard import fresh

LIST = "/dashboard/pages/status/checks/"


@pytest.fixture
def checks(page: Page) -> dict[str, Check]:
    """One in each state, made in no order."""
    now = timezone.now().replace(microsecond=0) - timedelta(minutes=20)
    api = make_component(page, now=now)
    made = {
        "up": make_check(page, name="beta", tags=["prod", "eu"], component=api, now=now),
        "down": make_check(page, name="gamma", confirm_down=1, now=now),
        "new": make_check(page, name="Alpha", kind="tcp", target={"host": "127.0.0.1", "port": 9}, now=now),
        "late": make_heartbeat(page, tags=["product"], description="Backs up", now=now),
        "paused": make_check(page, name="delta", paused=True, now=now),
    }
    run_once(made["up"], latency_ms=184.2)
    run_once(made["down"], ok=False)
    ping(made["late"], now + timedelta(minutes=1))
    return made


@pytest.fixture
def reader(as_: As, checks: dict[str, Check]) -> Client:
    return as_("reader")


def _names(client: Client, query: str = "") -> list[str]:
    content = client.get(f"{LIST}?{query}").content.decode()
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', content)


def _row(content: bytes, name: str) -> str:
    rows = re.findall(r"<tr data-key=.*?</tr>", content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", next(row for row in rows if f">{name}<" in row))


@each(
    ("query", "names"),
    [
        ("", ["gamma", "Alpha", "beta", "Nightly", "delta"]),
        ("state=attention", ["gamma"]),
        ("state=up", ["beta", "Nightly"]),
        ("state=paused", ["delta"]),
        ("kind=heartbeat", ["Nightly"]),
        ("tag=prod", ["beta"]),
        ("q=BACKS", ["Nightly"]),
        ("q=health", []),
        ("component=none&kind=tcp", ["Alpha"]),
        ("sort=name", ["Alpha", "beta", "delta", "gamma", "Nightly"]),
        ("sort=-latency&state=up", ["beta", "Nightly"]),
        ("tag=nothing&state=nothing", ["gamma", "Alpha", "beta", "Nightly", "delta"]),
    ],
)
def test_it_shows_what_the_address_says_and_the_worst_first(reader: Client, query: str, names: list[str]):
    assert _names(reader, query) == names


def test_it_narrows_to_a_component(reader: Client, checks: dict[str, Check]):
    component = checks["up"].component
    assert component is not None
    assert _names(reader, f"component={component.uid}") == ["beta"]


def test_a_row_says_what_was_found_in_words_and_as_a_line(reader: Client):
    content = reader.get(LIST).content
    assert "184 ms" in _row(content, "beta")
    assert 'aria-label="The last run: 184 ms."' in _row(content, "beta")
    assert '<span class="chip">eu</span>' in _row(content, "beta")
    down = _row(content, "gamma")
    assert "refused" in down
    assert "connection refused" in down
    assert "1 failed" in down
    assert "pinged" in _row(content, "Nightly")
    assert "not run yet" in _row(content, "Alpha")
    assert "Needs attention 1" in content.decode()
    assert '<b class="count major">1<span class="unseen"> down' in content.decode()


def test_an_address_keeps_its_secrets_and_search_does_not_find_them(reader: Client, page: Page):
    make_check(page, name="", target={"url": "http://127.0.0.1:9/x?token=opensesame"})
    content = reader.get(LIST).content.decode()
    assert "http://127.0.0.1:9/x<" in content
    assert "opensesame" not in content
    assert _names(reader, "q=opensesame") == []


def test_it_teaches_while_there_is_nothing(as_: As, page: Page):
    assert "Nothing is watched yet" in as_("reader").get(LIST).content.decode()


def test_many_rows_cost_what_few_cost(as_: As, page: Page):
    client, counts = as_("owner"), []
    for number in (3, 6):
        for index in range(number):
            run_once(make_check(page, name=f"probe {number} {index}", interval_seconds=60 + index % 3))
            ping(make_heartbeat(page), timezone.now())
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_line_is_of_the_last_runs_however_long_ago_the_first_was(checks: dict[str, Check]):
    check = checks["up"]
    for latency in (30.0, None):
        run_once(check, ok=latency is not None, latency_ms=latency)
    now = timezone.now()
    assert [run.ok for run in runs_lately([check], now=now)[check.pk]] == [True, True, False]
    assert runs_lately([check], now=now + timedelta(days=1))[check.pk] == []


def test_several_are_paused_and_taken_back_at_once(as_: As, checks: dict[str, Check]):
    client = as_("page_configuration")
    uids = [checks[word].uid for word in ("up", "down", "paused")]
    answer = client.post(f"{LIST}picked/", {"do": "pause", "pick": uids}, follow=True)
    content = answer.content.decode()
    assert "2 checks are paused." in content
    assert set(Check.objects.filter(uid__in=uids).values_list("state", flat=True)) == {"paused"}
    assert f'name="pick" value="{checks["paused"].uid}" form' in content
    assert f'<input type="hidden" name="pick" value="{checks["up"].uid}">' in content
    assert f'<input type="hidden" name="pick" value="{checks["paused"].uid}">' not in content, (
        "it was so before"
    )
    client.post(f"{LIST}picked/", {"do": "resume", "pick": uids[:2]})
    assert set(Check.objects.filter(uid__in=uids[:2]).values_list("state", flat=True)) == {"new"}
    assert Event.objects.filter(kind="check.paused", actor_kind="user").count() == 2


def test_what_has_no_address_says_why_it_stays_paused(as_: As, page: Page, checks: dict[str, Check]):
    waiting = make_check(page, name="waiting", target={"url": None})
    sent = {"do": "resume", "pick": [waiting.uid, checks["paused"].uid]}
    content = as_("owner").post(f"{LIST}picked/", sent, follow=True).content.decode()
    assert "waiting: This check has no address yet." in content
    assert "1 check runs again." in content


def test_deleting_asks_once_more_and_reaches_no_other_page(
    as_: As, page: Page, other_page: Page, checks: dict[str, Check]
):
    client, foreign = as_("owner"), make_check(other_page, name="Foreign")
    uids = [checks["up"].uid, checks["down"].uid, foreign.uid]
    answer = client.post(f"{LIST}picked/", {"do": "delete", "pick": uids}, follow=True)
    assert "Delete 2 checks?" in answer.content.decode()
    assert Check.living.filter(uid__in=uids).count() == 3
    path = answer.redirect_chain[-1][0]
    assert "2 checks are deleted." in client.post(path, follow=True).content.decode()
    assert list(Check.living.filter(uid__in=uids)) == [foreign]
    assert client.get(path).status_code == 404


def test_one_is_paused_and_goes_on(as_: As, checks: dict[str, Check]):
    client, check = as_("owner"), checks["up"]
    answer = client.post(f"{LIST}{check.uid}/pause/", follow=True)
    assert "The check is paused." in answer.content.decode()
    check.refresh_from_db()
    assert check.state == "paused"
    client.post(f"{LIST}{check.uid}/resume/")
    check.refresh_from_db()
    assert check.state == "new"


def test_a_screen_hears_of_results_of_its_check(reader: Client, checks: dict[str, Check]):
    url = f"/dashboard/pages/status/revision/?of=check:{checks['up'].uid}&of=checks&of=check:unknown"
    fresh.forget()
    before = reader.get(url).headers["ETag"]
    run_once(checks["down"], ok=False)
    fresh.forget()
    assert reader.get(url).headers["ETag"].split("/")[-2:] == before.split("/")[-2:]
    run_once(checks["up"])
    fresh.forget()
    assert reader.get(url).headers["ETag"] != before
    monitoring.check_delete(check=checks["up"], by=BY)
    fresh.forget()
    assert reader.get(url).status_code == 200
