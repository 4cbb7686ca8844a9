"""Two people change one record at a time on its page: what each wrote stays, and nothing is overwritten unseen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from graph.schema import Value
from service.community import Community
from tests.journeys.visits import text_of

Form = dict[str, list[str]]


@pytest.fixture
def work(community: Community) -> Iterator[dict[str, str]]:
    """The address of the form of a record of every kind that has one, by kind."""
    mark = uuid4().hex
    place = next(iter(community.store.nodes("Place"))).id
    project = f"project-{mark}"
    made: dict[str, dict[str, Value]] = {
        "Project": {"name": f"修灯{mark[:6]}", "text": "修楼道灯", "budget": 4000.0, "stage": "matching"},
        "Need": {"text": f"楼道灯不亮{mark[:6]}", "stage": "raised", "urgency": "中"},
        "Requirement": {"kind": "people", "text": "换灯泡", "status": "open", "windows": ["sat-am"], "quantity": 2.0},
        "Place": {"name": f"试名{mark[:6]}院", "level": "compound"},
        "Organization": {"name": f"北巷修理队{mark[:6]}", "contact": "老何", "star": 2, "hours": "周六上午"},
    }
    nodes = [Node(kind, f"{kind.lower()}-{mark}", values) for kind, values in made.items()]
    community.store.upsert(
        nodes,
        [
            Link("REQUIRES", "Project", project, "Requirement", f"requirement-{mark}"),
            Link("PART_OF", "Place", f"place-{mark}", "Place", place),
        ],
    )
    yield {
        "Project": f"/projects/{project}/edit",
        "Need": f"/needs/need-{mark}/edit",
        "Requirement": f"/requirements/requirement-{mark}/edit",
        "Place": f"/places/place-{mark}/edit",
        "Organization": f"/records/Organization/organization-{mark}/edit",
    }
    community.store.remove([(node.kind, node.id) for node in nodes])


# What the other one writes and what she writes, where they touch different fields; and a field that both want.
APART = {
    "Project": ({"budget": "9999"}, {"text": "修楼道灯和门灯"}, ("name", "修灯甲", "修灯乙")),
    "Need": ({"quantity": "12"}, {"note": "下雨时更暗"}, ("urgency", "高", "低")),
    "Requirement": ({"quantity": "5"}, {"text": "换灯泡和开关"}, ("note", "带梯子", "自备工具")),
    "Place": ({"text": "有两个门"}, {"aliases": "老灯院"}, ("name", "新名甲院", "新名乙院")),
    "Organization": ({"star": "4"}, {"text": "修小家电"}, ("hours", "周日上午", "周日下午")),
}


def shown(page: str) -> Form:
    """The form of a page as a browser would send it back untouched."""
    form = page.partition('<form class="card pad edit-form"')[2].partition("</form>")[0]
    given: Form = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ('type="checkbox"' not in tag or " checked" in tag):
            given.setdefault(name[1], []).append(html.unescape(value[1]))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        given[name] = [html.unescape(text)]
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        given.setdefault(name, []).extend(re.findall(r'<option value="([^"]*)" selected', options))
    return given


def typed(form: Form, changes: dict[str, str]) -> Form:
    return form | {name: [value] for name, value in changes.items()}


def both(client: FlaskClient, address: str, theirs: dict[str, str], hers: dict[str, str]) -> tuple[str, str]:
    """The page that she gets when she saves after somebody else, and what is read on it."""
    form = shown(client.get(address).text)
    assert client.post(address, data=typed(form, theirs)).status_code == 302
    late = client.post(address, data=typed(form, hers))
    assert late.status_code == 422
    return late.text, text_of(late)


@pytest.mark.parametrize("kind", APART)
def test_what_two_people_wrote_in_different_fields_is_kept_by_both(
    client: FlaskClient, work: dict[str, str], kind: str
) -> None:
    theirs, hers, _wanted = APART[kind]
    page, read = both(client, work[kind], theirs, hers)
    assert "别人改过这条记录" in read
    assert f"别人改成：{next(iter(theirs.values()))}" in read
    again = client.post(work[kind], data=shown(page))
    assert again.status_code == 302, text_of(again)
    form = shown(client.get(work[kind]).text)
    assert {name: form[name] for name in theirs | hers} == {name: [told] for name, told in (theirs | hers).items()}


@pytest.mark.parametrize("kind", APART)
@pytest.mark.parametrize("takes", [False, True])
def test_a_field_that_both_changed_shows_both_and_she_says_which_stands(
    client: FlaskClient, work: dict[str, str], kind: str, takes: bool
) -> None:
    name, theirs, hers = APART[kind][2]
    page, read = both(client, work[kind], {name: theirs}, {name: hers})
    assert f"别人改成：{theirs} 您写的：{hers} 不用我写的，用别人写的" in read
    form = shown(page)
    assert form[name] == [hers]
    assert client.post(work[kind], data=form | ({"theirs": [name]} if takes else {})).status_code == 302
    assert shown(client.get(work[kind]).text)[name] == [theirs if takes else hers]


def test_windows_that_another_chose_come_into_the_form_that_did_not_touch_them(
    client: FlaskClient, work: dict[str, str]
) -> None:
    form = shown(client.get(work["Requirement"]).text)
    assert client.post(work["Requirement"], data=form | {"windows": ["sun-pm"]}).status_code == 302
    late = client.post(work["Requirement"], data=typed(form, {"text": "换灯泡和插座"}))
    assert shown(late.text)["windows"] == ["sun-pm"]
    assert "您打开时：周六上午 别人改成：周日下午" in text_of(late)


@pytest.mark.parametrize(("takes", "stands"), [(False, "老郑"), (True, "老马")])
def test_a_personal_field_that_both_changed_asks_without_telling_what_the_other_wrote(
    client: FlaskClient, community: Community, work: dict[str, str], takes: bool, stands: str
) -> None:
    address = work["Organization"]
    page, read = both(client, address, {"contact": "老马"}, {"contact": "老郑"})
    assert "别人改成：（内容不显示） 您写的：老郑 不用我写的，用别人写的" in read
    assert client.post(address, data=shown(page) | ({"theirs": ["contact"]} if takes else {})).status_code == 302
    assert community.store.get("Organization", address.split("/")[3]).properties["contact"] == stands


def test_a_field_that_cannot_be_read_does_not_hide_that_another_changed_the_record(
    client: FlaskClient, work: dict[str, str]
) -> None:
    page, read = both(client, work["Project"], {"budget": "9999"}, {"date_from": "明天", "text": "改过"})
    assert "看不懂" in read
    assert "别人改成：9999" in read
    assert (shown(page)["budget"], shown(page)["text"]) == (["9999"], ["改过"])


def test_a_form_that_does_not_say_what_it_was_opened_on_shows_all_that_differs(
    client: FlaskClient, work: dict[str, str]
) -> None:
    form = shown(client.get(work["Project"]).text)
    assert client.post(work["Project"], data=typed(form, {"budget": "9999"})).status_code == 302
    late = client.post(work["Project"], data=form | {"was": ["[]"]})
    assert "别人改成：9999 您写的：4000" in text_of(late)


def test_one_more_change_behind_the_second_save_is_shown_as_well(client: FlaskClient, work: dict[str, str]) -> None:
    page, _read = both(client, work["Project"], {"budget": "9999"}, {"text": "修楼道灯和门灯"})
    form = shown(page)
    meanwhile = typed(shown(client.get(work["Project"]).text), {"budget": "8888"})
    assert client.post(work["Project"], data=meanwhile).status_code == 302
    late = client.post(work["Project"], data=form)
    assert late.status_code == 422
    assert "您打开时：9999 别人改成：8888" in text_of(late)
    assert shown(late.text)["text"] == ["修楼道灯和门灯"]
