"""The order of components in the dashboard, as a whole and step by step."""

from typing import Any

import pytest
from django.test import Client

from statuspage import services
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.selectors import Place, order_of_page
from tests.web.dashboard.conftest import BY, As
from web.dashboard.components import ordering

LIST = "/dashboard/pages/status/components/"
ORDER = f"{LIST}order/"


def _text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


@pytest.fixture
def client(as_: As) -> Client:
    return as_("page_configuration")


@pytest.fixture
def names(page: Page) -> dict[str, str]:
    """Names by uid: group G with A and B, then C alone."""
    group = services.group_create(page=page, name="G", by=BY)
    made = [services.component_create(page=page, name=name, group=group, by=BY) for name in "AB"]
    made.append(services.component_create(page=page, name="C", by=BY))
    return {group.uid: "G", **{row.uid: row.name for row in made}}


def _order(page: Page, names: dict[str, str]) -> str:
    """`g:G c:A c:B / c:C`"""
    text = ordering.written(order_of_page(page))
    for uid, name in names.items():
        text = text.replace(uid, name)
    return text


def _sent(text: str, names: dict[str, str]) -> str:
    for uid, name in names.items():
        text = text.replace(f":{name}", f":{uid}")
    return text


@pytest.mark.parametrize(
    ("act", "ordered"),
    [
        ({"up": "c:B"}, "g:G c:B c:A / c:C"),
        ({"up": "c:A"}, "c:A g:G c:B / c:C"),
        ({"down": "c:B"}, "g:G c:A / c:B c:C"),
        ({"up": "c:C"}, "g:G c:A c:B c:C /"),
        ({"down": "c:C"}, "g:G c:A c:B / c:C"),
        ({"down": "g:G"}, "c:C g:G c:A c:B /"),
        ({"up": "g:G"}, "g:G c:A c:B / c:C"),
        ({"order": "c:B g:G c:C / c:A"}, "c:B g:G c:C / c:A"),
    ],
    ids=str,
)
def test_it_moves(client: Client, page: Page, names: dict[str, str], act: dict[str, str], ordered: str):
    answer = client.post(ORDER, {name: _sent(value, names) for name, value in act.items()})
    assert answer.status_code == 302
    assert _order(page, names) == ordered


@pytest.mark.parametrize(
    "act",
    [{}, {"order": "nonsense"}, {"order": "g:G c:A c:B"}, {"order": "g:G g:G / /"}, {"order": "c:A"},
     {"order": "g:G c:A c:A c:B / c:C"}, {"up": "/"}, {"down": "c:aaaaaaaaaaaa"}],
    ids=str,
)  # fmt: skip
def test_what_is_no_order_changes_nothing(
    client: Client, page: Page, names: dict[str, str], act: dict[str, str]
):
    sent = {name: _sent(value, names) for name, value in act.items()}
    assert 'class="done error"' in _text(client.post(ORDER, sent, follow=True))
    assert _order(page, names) == "g:G c:A c:B / c:C"


def test_an_order_made_before_another_one_is_not_saved(client: Client, page: Page, names: dict[str, str]):
    was = client.get(LIST).context["order_was"]
    client.post(ORDER, {"up": _sent("c:B", names)})
    sent = {"order": _sent("c:C g:G c:A c:B /", names), "was": was}
    assert "Somebody else has changed the order meanwhile" in _text(client.post(ORDER, sent, follow=True))
    assert _order(page, names) == "g:G c:B c:A / c:C"


def test_it_is_undone_unless_somebody_moved_on(client: Client, page: Page, names: dict[str, str]):
    content = _text(client.post(ORDER, {"up": _sent("c:C", names)}, follow=True))
    assert "The order is changed" in content
    form = content.partition('class="done undoable')[2].partition("</form>")[0]
    was = form.partition('name="was" value="')[2].partition('"')[0].replace("&quot;", '"')
    sent = {"order": form.partition('name="order" value="')[2].partition('"')[0], "was": was}
    client.post(ORDER, sent)
    assert _order(page, names) == "g:G c:A c:B / c:C"
    assert "Somebody else" in _text(client.post(ORDER, sent, follow=True))


def test_an_order_is_read_as_it_is_written():
    order = [Place("g1", ("c1", "c2")), Place("", ("c3",)), Place("g2", ())]
    assert ordering.written(order) == "g:g1 c:c1 c:c2 / c:c3 g:g2 /"
    assert ordering.read(ordering.written(order)) == order
    with pytest.raises(Invalid):
        ordering.read("c:c1 /")
