"""What a town's decisions teach: the right places of the right lists, as they were when shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from matching_town import NOW, Town, day, link, node, teacher, town

import seeds
from graph.kinds import NODES
from graph.records import Link, Node
from graph.schema import Privacy
from matching.features import FEATURE_NAMES
from service.decisions.feedback import ShownLog, record_asked, record_shown
from service.decisions.inviting import Invited
from service.errors import ServiceError
from service.learning.examples import evidence
from service.learning.retraining import UnknownWeights, Versions, train
from service.partnering import find_partners

TEACHERS = [record for key in ("ann", "ben", "cid") for record in teacher(key)]
WHEN = datetime(2026, 3, 10, 8, tzinfo=UTC)


def shown(key: str, *who: str, when: datetime = WHEN, **values: list[float]) -> list[Node | Link]:
    """A list for the teaching line, with the values of some features."""
    lines = [
        ",".join(str(values[name][at] if name in values else 0.5) for name in FEATURE_NAMES) for at in range(len(who))
    ]
    told = {
        "shown_at": when,
        "kinds": ["Resident"] * len(who),
        "candidates": list(who),
        "features": list(FEATURE_NAMES),
        "values": lines,
        "propensities": ["1.0"] * len(who),
    }
    return [node("Shown", key, **told), link("SHOWN_FOR", ("Shown", key), ("Requirement", "teach"))]


def decided(key: str, on: str, who: str, verdict: str, reason: str | None = None) -> list[Node | Link]:
    told = {"verdict": verdict, **({"reason": reason} if reason else {})}
    ends = (("Shown", on), ("Resident", who))
    return [node("Decision", key, **told), *(link("DECIDED_ON", ("Decision", key), end) for end in ends)]


def invited(key: str, who: str, asked: str, answer: str, reason: str | None = None) -> list[Node | Link]:
    told = {"asked_on": day(asked), "answer": answer, **({"reason": reason} if reason else {})}
    me = ("Invitation", key)
    return [
        node("Invitation", key, **told),
        link("ASKED", me, ("Resident", who)),
        link("ASKED_FOR", me, ("Requirement", "teach")),
    ]


def learned(*records: Node | Link) -> tuple[list[tuple[float, float]], int]:
    """Outcome and loudness of every example, and the answers that no list had shown."""
    found = evidence(town(*TEACHERS, *records).snapshot(NOW), FEATURE_NAMES)
    _, outcomes, counts = found.examples
    return [(float(o), round(float(c), 3)) for o, c in zip(outcomes, counts, strict=True)], found.unseen


def test_reasons_of_a_refusal_weigh_differently() -> None:
    for reason, loudness in (("no_time", 0.05), ("wrong_skill", 1.0), (None, 0.2)):
        refusal = invited("i", "ann", "2026-03-11", "declined", reason)
        assert learned(*shown("s", "ann", "ben"), *refusal) == ([(0.0, loudness)], 0)


def test_whoever_stood_above_the_one_taken_was_passed_over() -> None:
    found, _ = learned(*shown("s", "ann", "ben", "cid"), *invited("i", "ben", "2026-03-11", "accepted"))
    assert found == [(0.0, 0.1), (1.0, 1.0)]


def test_what_is_seen_less_often_counts_more_but_never_without_bound() -> None:
    rare = [node("Shown", "s", propensities=["0.5", "0.001"])]
    whole = town(*TEACHERS, *shown("s", "ann", "ben")).with_(*rare)
    for who, loudness in (("ann", 2.0), ("ben", 5.0)):
        place = whole.with_(*invited("i", who, "2026-03-11", "accepted"))
        examples = evidence(place.snapshot(NOW), FEATURE_NAMES).examples
        assert examples.counts[-1] == pytest.approx(loudness)


def test_a_kept_promise_says_more_than_the_look_and_a_broken_one_nothing_good() -> None:
    claim = [
        node("Claim", "k", status="fulfilled", made_on=day("2026-03-11")),
        link("MADE", ("Resident", "ann"), ("Claim", "k")),
        link("TAKES", ("Claim", "k"), ("Requirement", "teach")),
    ]
    review = [
        node("Review", "w", fulfilled=0.0),
        link("REVIEWS", ("Review", "w"), ("Resident", "ann")),
        link("REVIEWS", ("Review", "w"), ("Project", "open")),
    ]
    first = [*shown("s", "ann", "ben"), *decided("d", "s", "ann", "unsuited", "other")]
    assert learned(*first) == ([(0.0, 0.2)], 0)
    assert learned(*first, *claim) == ([(1.0, 1.5)], 0)
    assert learned(*first, *claim, *review) == ([(0.0, 1.5)], 0)


def test_an_answer_belongs_to_the_last_list_before_it_and_to_no_later_one() -> None:
    lists = [
        *shown("s1", "ann", when=WHEN - timedelta(days=3), ability=[0.1]),
        *shown("s2", "ann", when=WHEN, ability=[0.2]),
        *shown("s3", "ann", when=WHEN + timedelta(days=3), ability=[0.9]),
    ]
    accepted = invited("i", "ann", "2026-03-11", "accepted")
    found = evidence(town(*TEACHERS, *lists, *accepted).snapshot(NOW), ("ability",))
    assert found.examples.values.tolist() == [[0.2]]
    late = shown("s3", "ann", when=WHEN + timedelta(days=3))
    assert learned(*late, *accepted) == ([], 1)


def test_nothing_that_came_after_a_list_reaches_its_values() -> None:
    before = town(*TEACHERS, *shown("s", "ann", "ben"), *invited("i", "ann", "2026-03-11", "accepted"))
    later = before.with_(
        *(
            node("Resident", who, windows=["sat-pm"], hours_cap=9.0, last_active=day("2026-03-13"))
            for who in ("ann", "ben")
        ),
        *invited("j", "ann", "2026-03-13", "declined", "relation")[:2],
        node("Review", "w", fulfilled=0.1),
        link("REVIEWS", ("Review", "w"), ("Resident", "ann")),
    )
    assert before.scores("teach") != later.scores("teach")
    for one, other in zip(*(evidence(t.snapshot(NOW), FEATURE_NAMES).examples for t in (before, later)), strict=True):
        assert np.array_equal(one, other)


def test_nothing_is_learned_from_what_is_sensitive() -> None:
    """No sensitive property reaches what lists are made from, so none reaches an example."""
    plain = town(*TEACHERS)
    for kind in ("Resident", "Expert"):
        hidden = [one for one in NODES[kind].properties if one.privacy is Privacy.SENSITIVE]
        for one in hidden:
            marked = plain.with_(node("Resident", "ann", **{one.name: "x"}))
            assert marked.scores("teach") == plain.scores("teach"), one.name


def test_what_is_shown_is_what_is_learned_from(tmp_path: Path) -> None:
    log, place = ShownLog(tmp_path), town(*TEACHERS)
    found = find_partners(place, "open", requirement="teach", now=NOW)
    assert record_shown(log, found, "page", NOW) == 1
    assert record_shown(log, found, "page", NOW + timedelta(minutes=5)) == 0
    assert record_shown(log, found, "page", NOW + timedelta(days=1)) == 1
    assert record_shown(log, found, "command", NOW) == 1
    _, entries = log.taken()
    matches = found.requirements[0].answer.matches
    for entry in entries:
        assert entry["candidates"] == [match.candidate["id"] for match in matches]
        assert entry["weights_version"] == found.weights_version
        values = [[float(value) for value in line.split(",")] for line in entry["values"]]
        weights = seeds.weights()["weights"]
        for match, mine in zip(matches, values, strict=True):
            total = match.base + sum(weights[name] * value for name, value in zip(FEATURE_NAMES, mine, strict=True))
            assert total == pytest.approx(match.score, abs=1e-3)


def test_whoever_is_invited_is_written_down_as_they_were_and_a_list_that_was_looked_at_goes_first(
    tmp_path: Path,
) -> None:
    log, place = ShownLog(tmp_path), town(*TEACHERS, *shown("s", "ann", ability=[0.1]))
    before = place.current(NOW)
    asked = [Invited(f"i{key}", "teach", "Resident", key, key, NOW.date(), True) for key in ("ann", "ben")]
    assert record_asked(log, before, asked, NOW) == 1
    assert record_asked(log, before, [replace(one, new=False) for one in asked], NOW) == 0
    _, (entry,) = log.taken()
    listed = find_partners(place, "open", requirement="teach", now=NOW).requirements[0].answer.matches
    for key, values in zip(entry["candidates"], entry["values"], strict=True):
        match = next(one for one in listed if one.candidate["id"] == key)
        total = sum(
            float(value) * before[1].weights.by_feature[n]
            for n, value in zip(FEATURE_NAMES, values.split(","), strict=True)
        )
        assert match.base + total == pytest.approx(match.score, abs=1e-3)
    told = {name: value for name, value in entry.items() if name not in ("id", "requirement")}
    told["shown_at"] = datetime.fromisoformat(entry["shown_at"])
    held = [node("Shown", "asked", **told), link("SHOWN_FOR", ("Shown", "asked"), ("Requirement", "teach"))]
    answers = [
        *invited("x", "ann", "2026-03-14", "accepted"),
        *invited("y", "ben", "2026-03-14", "declined", "too_far"),
    ]
    found = evidence(place.with_(*held, *answers).snapshot(NOW), ("ability",))
    assert dict(found.counts) == {"invitation": 2}
    assert found.shown == 1  # what was written down when they were asked was no list that somebody looked at
    assert 0.1 in found.examples.values[:, 0]  # of ann the list counts, of ben what was written down
    assert len(found.examples.outcomes) == 2


def test_a_list_that_cannot_be_written_down_is_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "shown").write_text("in the way")
    found = find_partners(town(*TEACHERS), "open", now=NOW)
    assert record_shown(ShownLog(tmp_path), found, "page", NOW) == 0


def test_without_decisions_the_shipped_weights_stay(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    done = train(town(*TEACHERS, *shown("s", "ann", "ben")).snapshot(NOW), versions, NOW)
    assert (done.version, done.examples) == ("", 0)
    assert all(one.before == one.after for one in done.changes)
    assert versions.current().by_feature == seeds.weights()["weights"]
    assert not (tmp_path / "weights").exists()


def test_a_single_example_moves_nothing_and_is_no_version(tmp_path: Path) -> None:
    records = [*shown("s", "ann"), *decided("d", "s", "ann", "chosen")]
    done = train(town(*TEACHERS, *records).snapshot(NOW), Versions(tmp_path), NOW)
    assert (done.version, done.examples, done.used) == ("", 1, False)
    assert not (tmp_path / "weights").exists()


def lessons(count: int) -> Town:
    """Each time the able stranger is passed over for the neighbour."""
    records: list[Node | Link] = []
    for at in range(count):
        records += shown(f"s{at}", "ann", "ben", ability=[1.0, 0.4], near=[0.0, 1.0])
        records += decided(f"d{at}", f"s{at}", "ben", "chosen")
        records += decided(f"e{at}", f"s{at}", "ann", "unsuited", "too_far")
    return town(*TEACHERS, *records)


def test_weights_follow_decisions_and_the_way_back_is_open(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    shipped = versions.current()
    done = train(lessons(20).snapshot(NOW), versions, NOW)
    change = {one.feature: one for one in done.changes}
    assert done.version == "learned-2026-03-14.1"
    assert change["near"].after > change["near"].before
    assert 0 < change["ability"].after < change["ability"].before
    assert change["stars"].after == change["stars"].before
    assert (change["near"].examples, change["near"].taken) == (20, 20)
    assert done.surprise[1] < done.surprise[0]
    assert versions.current().version == done.version
    assert done.used
    report = versions.report(done.version)
    assert report is not None
    assert report["sources"] == {"decision": 40}
    again = train(lessons(20).snapshot(NOW), versions, NOW)  # the same decisions are the same version
    assert [one.after for one in again.changes] == [one.after for one in done.changes]
    more = train(lessons(30).snapshot(NOW), versions, NOW, use=False)
    assert not more.used
    assert [(one.version, one.chosen) for one in versions.all()] == [
        (shipped.version, False),
        (again.version, True),
        (more.version, False),
    ]
    assert versions.use(done.version).version == done.version
    assert Versions(tmp_path).use(shipped.version).by_feature == shipped.by_feature
    with pytest.raises(ServiceError, match="train --list"):
        versions.use("../../chosen")


def test_what_foretells_later_decisions_worse_is_kept_and_not_used(tmp_path: Path) -> None:
    """Long ago the stranger was passed over for the neighbour, of late the other way round."""
    records: list[Node | Link] = []
    for at in range(60):
        late = at >= 45
        when = WHEN - timedelta(days=60 - at)
        records += shown(f"s{at}", "ann", "ben", when=when, ability=[1.0, 0.4], near=[0.0, 1.0])
        records += decided(f"d{at}", f"s{at}", "ann" if late else "ben", "chosen")
        records += decided(f"e{at}", f"s{at}", "ben" if late else "ann", "unsuited", "wrong_skill")
    versions = Versions(tmp_path)
    done = train(town(*TEACHERS, *records).snapshot(NOW), versions, NOW)
    assert done.held_out is not None
    assert done.held_out.worse
    assert (done.used, versions.current().version) == (False, done.shipped)
    assert versions.use(done.version).version == done.version  # whoever wants it may


def test_answers_that_teach_nothing_are_told_with_the_reason() -> None:
    nobody = invited("i", "ann", "2026-03-11", "accepted")
    undated = [node("Invitation", "u", answer="accepted"), *invited("u", "ben", "2026-03-11", "x")[1:]]
    other = shown("s", "ben")
    late = shown("t", "ann", when=WHEN + timedelta(days=3))

    def unused(*records: Node | Link) -> dict[str, int]:
        return dict(evidence(town(*TEACHERS, *records).snapshot(NOW), FEATURE_NAMES).unused)

    assert unused(*nobody) == {"never_shown": 1}
    assert unused(*nobody, *other) == {"not_listed": 1}
    assert unused(*nobody, *late) == {"shown_later": 1}
    assert unused(*undated) == {"undated": 1}
    open_one = [node("Invitation", "w", asked_on=day("2026-03-11")), *invited("w", "cid", "2026-03-11", "x")[1:]]
    found = evidence(town(*TEACHERS, *open_one).snapshot(NOW), FEATURE_NAMES)
    assert (found.waiting, found.unseen) == (1, 0)


def test_weights_that_do_not_fit_this_version_give_way_to_the_shipped(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "old.json").write_text('{"version": "old", "base": 40, "weights": {"gone": 1}}')
    (tmp_path / "weights" / "chosen").write_text("old")
    assert Versions(tmp_path).current().version == seeds.weights()["version"]
    with pytest.raises(ServiceError, match="重新学"):
        Versions(tmp_path).use("old")


def test_a_version_never_takes_the_name_of_one_that_is_there(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    names = [versions.keep({"weights": {}}, NOW) for _ in range(11)]
    (versions.folder / f"{names[3]}.json").unlink()
    before = {one.name for one in versions.folder.iterdir()}
    assert f"{versions.keep({'weights': {}}, NOW)}.json" not in before


@pytest.mark.parametrize("content", [b'{"weights": {', b"[1, 2]", b'{"examples": "x"}', b"\xff", b"[" * 60_000])
def test_a_damaged_version_is_told_by_name_and_the_shipped_one_is_used(tmp_path: Path, content: bytes) -> None:
    versions, shipped = Versions(tmp_path), str(seeds.weights()["version"])
    versions.folder.mkdir()
    (versions.folder / "learned-2026-03-11.1.json").write_bytes(content)
    (versions.folder / "chosen").write_text("learned-2026-03-11.1")
    assert [one.version for one in versions.all()] == [versions.current().version] == [shipped]
    (told,) = versions.damaged()
    assert "learned-2026-03-11.1" in told.zh
    with pytest.raises(UnknownWeights):
        versions.report("learned-2026-03-11.1")
    assert versions.same({}) == ""


def test_a_choice_that_cannot_be_read_leaves_the_shipped_weights_in_use(tmp_path: Path) -> None:
    versions, shipped = Versions(tmp_path), str(seeds.weights()["version"])
    versions.use(shipped)
    assert not versions.damaged()
    (versions.folder / "chosen").write_bytes(b"\xff\xfe")
    again = Versions(tmp_path)
    assert again.current().version == shipped
    assert "chosen" in again.damaged()[0].en
