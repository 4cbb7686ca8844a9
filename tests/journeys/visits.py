"""What tests of the pages share: every address, the words a page shows, and sending a form as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import seeds
from graph.kinds import CANDIDATES
from graph.snapshot import Snapshot
from service.seeding import parted

HAN = re.compile(r"[\u3400-\u9fff]+")
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
NOT_SHOWN = ("script", "style")
SCENE = "周三银龄课堂，教老人用手机"
CALLING = {
    "rally": "/rally?place=place-zhaojialou&text=" + quote("半夜水管爆了"),
    "growing": "/resources/growing",
}


class Words(HTMLParser):
    """Collects what a reader sees or hears: text and spoken attributes; and whatever a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.forbidden: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag's spoken attributes, and inline style and script."""
        given = dict(attrs)
        self._inside.append(tag)
        self.said += [given[name] or "" for name in SPOKEN_ATTRIBUTES if name in given]
        self.forbidden += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note text that is shown."""
        if not any(tag in NOT_SHOWN for tag in self._inside):
            self.said.append(data)


def words_of(response: TestResponse) -> Words:
    """What a page says."""
    words = Words()
    words.feed(response.get_data(as_text=True))
    return words


def text_of(response: TestResponse) -> str:
    """The text of a page, runs of space made one."""
    return " ".join(" ".join(words_of(response).said).split())


def addresses(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """A name and an address for every page that is reached by looking."""
    first = _first_of_each(snapshot)
    yield from _of_a_project(quote(project_with_lines(snapshot))).items()
    yield from _of_candidates(first)
    yield from {
        "home": "/",
        "projects": "/projects",
        "projects-filtered": "/projects?stage=matching&q=" + quote("新"),
        "project-mentors": "/projects/mentors",
        "project-new": "/projects/new",
        "requirement-edit": f"/requirements/{first['Requirement']}/edit",
        "plan": "/plan",
        "bundle-scene": "/bundle?scene=" + quote(SCENE),
        **CALLING,
        "plan-parallel": "/plan/parallel",
        "plan-idle": "/plan/idle",
        "needs": "/needs",
        "need": f"/needs/{first['Need']}",
        "need-table": f"/needs/{first['Need']}/table",
        "needs-alike": "/needs/alike",
        "need-new": "/needs/new",
        "need-edit": f"/needs/{first['Need']}/edit",
        "places": "/places",
        "place": "/places/" + quote(snapshot.nodes["Place"].ids[-1]),
        "resources": "/resources",
        "spaces": "/resources?kind=Space",
        "residents": "/resources?kind=Resident",
        "organization": f"/records/Organization/{first['Organization']}",
        "service": f"/records/Service/{first['Service']}",
        "resident": f"/records/Resident/{first['Resident']}",
        "search": "/search?q=" + quote("周六能借的房间"),
        "search-empty": "/search",
        "import": "/import",
        "imports": "/imports",
        "dictionary": "/dictionary",
        "interface": "/interface",
        "learning": "/learning",
        "missing": "/nothing-is-here",
    }.items()


def _first_of_each(snapshot: Snapshot) -> dict[str, str]:
    first = {kind: quote(snapshot.nodes[kind].ids[0]) for kind in snapshot.nodes if len(snapshot.nodes[kind])}
    residents = snapshot.nodes["Resident"]
    return first | {"Resident": quote(residents.ids[int((residents.flags("consent") == 1).argmax())])}


def _of_candidates(first: dict[str, str]) -> Iterator[tuple[str, str]]:
    for kind in CANDIDATES:
        yield f"edit-{kind}", f"/records/{kind}/{first[kind]}/edit"


def _of_a_project(project: str) -> dict[str, str]:
    return {
        "project": f"/projects/{project}",
        "project-filters": f"/projects/{project}?near=1&only=1",
        "project-why": f"/projects/{project}?why=" + quote("联盟"),
        "project-edit": f"/projects/{project}/edit",
        "requirement-new": f"/projects/{project}/requirements/new",
        "plan-team": f"/plan?project={project}&team=2",
        "bundle": f"/bundle?project={project}",
        "plan-review": f"/plan/review?project={project}",
        "project-table": f"/projects/{project}/table",
    }


@cache
def of_pilot() -> frozenset[str]:
    """The ids of the projects that the pilot brings."""
    return frozenset(node.id for node in parted(seeds.pilot())[0] if node.kind == "Project")


def project_with_lines(snapshot: Snapshot) -> str:
    """The id of the pilot's project that asks for most, whatever projects other tests have made beside it."""
    counted: dict[int, int] = {}
    for row in snapshot.links["REQUIRES", "Project", "Requirement"].from_rows.tolist():
        if snapshot.nodes["Project"].ids[row] in of_pilot():
            counted[row] = counted.get(row, 0) + 1
    return snapshot.nodes["Project"].ids[max(counted, key=lambda row: (counted[row], -row))]


def held_words(snapshot: Snapshot) -> str:
    """Every word the community itself holds, one after the other: data stays Chinese on English pages."""
    found: list[str] = []
    for table in (*snapshot.nodes.values(), *snapshot.links.values()):
        for column in table.columns.values():
            words = getattr(column, "words", None)
            if words is not None:
                found += [str(word) for word in words.values]
    return "\n".join(found)


def send(client: FlaskClient, page: str, address: str = "", **fields: object) -> TestResponse:
    """Open `page`, fill its form in as given and send it to `address` (the page itself when empty)."""
    shown = client.get(page).get_data(as_text=True)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown)
    given = {name: value for name, value in hidden if name in ("csrf_token", "etag", "id", "need")}
    return client.post(address or page, data=given | fields)
