"""The invented town: the same for the same seed, whole, honest about what is planted."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from seeds.invent import invent, planted


def lines(residents: int, seed: int) -> list[dict[str, Any]]:
    return list(invent(residents, seed))


@pytest.fixture(scope="module")
def town() -> list[dict[str, Any]]:
    return lines(1200, 3)


def test_the_same_seed_gives_the_same_bytes(town: list[dict[str, Any]]) -> None:
    assert json.dumps(town) == json.dumps(lines(1200, 3))
    assert json.dumps(town) != json.dumps(lines(1200, 4))


def test_nodes_come_before_links_and_every_link_joins_known_nodes(town: list[dict[str, Any]]) -> None:
    first_link = next(i for i, line in enumerate(town) if "l" in line)
    assert all("l" in line for line in town[first_link:])
    known = {(line["n"], line["id"]) for line in town[:first_link]}
    assert len(known) == first_link, "an identifier was given twice"
    assert len({identifier for _, identifier in known}) == first_link, "an identifier is shared by two kinds"
    for line in town[first_link:]:
        assert tuple(line["f"]) in known, line
        assert tuple(line["t"]) in known, line


def test_no_pair_is_joined_twice_by_a_kind(town: list[dict[str, Any]]) -> None:
    pairs = Counter((line["l"], *line["f"], *line["t"], line["p"].get("post")) for line in town if "l" in line)
    assert pairs.most_common(1)[0][1] == 1


def test_everything_is_flagged_invented(town: list[dict[str, Any]]) -> None:
    assert all(line["p"]["synthetic"] is True for line in town if "n" in line)


def test_a_resident_has_about_ten_relationships() -> None:
    count = Counter("n" if "n" in line else "l" for line in lines(5000, 1))
    assert 9.5 <= count["l"] / 5000 <= 12


def test_what_is_planted_exists_and_nobody_is_both_right_and_impossible(town: list[dict[str, Any]]) -> None:
    ids = {line["id"] for line in town if "n" in line}
    truth = planted(1200, 3)
    assert len(truth.requirements) >= 20
    for requirement in truth.requirements:
        assert {requirement.requirement, *requirement.fits, *requirement.ineligible} <= ids
        assert not set(requirement.fits) & set(requirement.ineligible)
    assert sum(bool(r.fits) for r in truth.requirements) >= len(truth.requirements) - 1
    assert truth.dormant_groups
    assert truth.overlapping_groups
    assert truth.stale_offers


def test_nobody_can_do_what_is_planted_as_missing(town: list[dict[str, Any]]) -> None:
    missing = set(planted(1200, 3).missing_skills)
    able = {line["t"][1] for line in town if line.get("l") == "HAS_SKILL"}
    assert missing
    assert not missing & able


def test_a_town_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 100"):
        lines(20, 1)
