"""The shipped tables of issues are whole and agree with one another."""

from __future__ import annotations

from matching.issues.issue import LEVELS
from matching.issues.stakeholders import HOSTS
from seeds.issues import issue_tables


def test_problems_call_only_known_parties() -> None:
    tables = issue_tables()
    parties = {row["name"] for row in tables["parties"]}
    called = {name for row in tables["problems"] for name in (*row["call"], *row["useful"])}
    assert called <= parties
    assert set(HOSTS) <= parties


def test_every_problem_is_named_once_in_both_languages_and_has_words() -> None:
    problems = issue_tables()["problems"]
    for column in ("id", "name", "label_en"):
        assert len({row[column] for row in problems}) == len(problems)
    for row in problems:
        assert row["words"], row["id"]
        assert row["label_en"].isascii(), row["id"]
        assert len(set(row["words"])) == len(row["words"]), row["id"]
        assert not set(row["call"]) & set(row["useful"]), row["id"]
        # A wording without a part in front of its exclusion would stand in every text.
        assert all(part for word in row["words"] for piece in word.split("!") for part in piece.split("+")), row["id"]


def test_rules_point_to_levels() -> None:
    tables = issue_tables()
    assert {row["points_to"] for row in tables["level_rules"]} <= {*LEVELS, ""}
    assert {row["reach"] for row in tables["problems"]} <= {*LEVELS, ""}
