"""议题清单: in which order open topics are taken up, each with the points that add up to its place.

Breadth goes before loudness: households and places count, and the same thing said again counts little. What presses
(urgency, a day that is near or past) and what has waited long moves up. The points are prior weights, chosen so that
no single fact outweighs all others together; they are shown, and people may take up topics in another order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, log2

from matching.wordings import number

HOUSEHOLDS = 5.0  # for every doubling of those concerned
PLACES = 4.0  # for every doubling
AGAIN = 1.0  # for every doubling of those who said it: whoever asks ten times is still one household
URGENT: Mapping[str, float] = {"高": 12.0, "中": 5.0}
PAST, SOON = 10.0, 6.0  # the day it should be met by is over, or within
SOON_DAYS = 14.0
WAITING = 2.0  # for every month since it was raised first
LONGEST = 10.0  # of the points for waiting
MONTH = 30.0
# The order as people read it, and what is said of a topic without points.
RULE = (
    "还没办完的需求按涉及多少户、多少处、急不急、等了多久排；已经有项目在办的列在后面；同一件事说几遍不多算。先议哪件由大家定。",
    "Needs not met yet in order of households, places, urgency and waiting; those with a project under way come last; "
    "saying the same again counts little. What to take up first is for people to say.",
)
NO_POINTS = (
    "没写涉及多户、紧急、到期或等了一个月以上",
    "nothing tells of several households, urgency, a day that is near or a month of waiting",
)


@dataclass(frozen=True)
class Topic:
    """What is known of one topic: `households` and days are nan where nobody told them, `due` is negative when past."""

    households: float
    needs: int
    places: int
    urgency: str
    waited: float
    due: float


@dataclass(frozen=True)
class Point:
    """One reason for a topic's place on the agenda."""

    name: str
    points: float
    zh: str
    en: str


def points(topic: Topic) -> tuple[Point, ...]:
    """Why a topic is where it is, the weightiest first; its score is their sum."""
    told = [_households(topic), _places(topic), _again(topic), _urgency(topic), _due(topic), _waiting(topic)]
    return tuple(sorted((one for one in told if one is not None), key=lambda one: -one.points))


def score(topic: Topic) -> float:
    """The sum of its points."""
    return sum(one.points for one in points(topic))


def _households(topic: Topic) -> Point | None:
    if isnan(topic.households) or topic.households <= 1:
        return None
    many = topic.households
    return Point(
        "households", HOUSEHOLDS * log2(many), f"涉及{number(many)}户", f"concerns {_several(many, 'household')}"
    )


def _places(topic: Topic) -> Point | None:
    if topic.places < 2:
        return None
    count = topic.places
    return Point("places", PLACES * log2(count), f"在{count}处都有", f"it is found in {count} places")


def _again(topic: Topic) -> Point | None:
    if topic.needs < 2:
        return None
    count = topic.needs
    return Point("again", AGAIN * log2(count), f"有{count}条需求说的是它", f"{count} needs are about it")


def _urgency(topic: Topic) -> Point | None:
    if topic.urgency not in URGENT:
        return None
    english = {"高": "high", "中": "medium"}[topic.urgency]
    return Point("urgency", URGENT[topic.urgency], f"紧急程度{topic.urgency}", f"{english} urgency")


def _due(topic: Topic) -> Point | None:
    if isnan(topic.due) or topic.due > SOON_DAYS:
        return None
    days = abs(topic.due)
    if topic.due < 0:
        return Point("due", PAST, f"过了期限{number(days)}天", f"{_several(days, 'day')} overdue")
    return Point("due", SOON, f"还有{number(days)}天到期限", f"due in {_several(days, 'day')}")


def _waiting(topic: Topic) -> Point | None:
    months = 0 if isnan(topic.waited) else int(topic.waited // MONTH)
    if months < 1:
        return None
    worth = min(LONGEST, WAITING * months)
    return Point("waiting", worth, f"提出来{months}个月了", f"raised {_several(months, 'month')} ago")


def _several(count: float, what: str) -> str:
    return f"{number(count)} {what}{'' if count == 1 else 's'}"
