"""Bundles as they are told: what each is for, who serves it, why, what is still open and what has to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.asking import Ask
from matching.data import PLACE_LEVELS
from matching.features import FEATURES
from matching.matcher import Matcher
from matching.notes import ask_size
from matching.ranking import measure
from matching.team.bundle import TIMED, Bundle
from matching.team.cover import common_levels, in_part
from matching.wordings import LEVELS_EN, LEVELS_ZH, slot_names, windows_en, windows_zh
from service.lines.lacking import Supply, why_open
from service.staffing.funding import condition

NO_PLACE_ZH = "没写在哪个社区，选了地点就按那里凑。"
NO_PLACE_EN = " No place was named: choose one to bundle there."
APART = ("near", "windows")  # features that the bundle tells in its own words
# Where nobody leads a scene: its own words may be what is too little.
SAY_MORE = (
    "也可以把那句话写具体些：教什么、带什么，例如“周三银龄课堂，教老人用手机”。",
    " Or say more closely what is to be taught or led, for example “Wednesday class: phones for the old”.",
)
REASONS = 2  # beside hour and place


@dataclass(frozen=True)
class Wanted:
    """One thing that the scene needs; `line` is the id of the project's own line, "" where the scene implies it."""

    ask: Ask
    line: str
    text: str
    unit: str
    hard: bool = True


@dataclass(frozen=True, eq=False)
class Bundles:
    """Bundles for a scene or a project as of one snapshot; `troubled` are lines that nobody could meet as written.

    `notes`: the numbers of a scene that were assumed, or are said in two ways.
    """

    name: str
    project: str
    wanted: tuple[Wanted, ...]
    found: tuple[Bundle, ...]
    troubled: tuple[tuple[str, tuple[str, str]], ...]
    snapshot: Snapshot
    matcher: Matcher
    language: str
    notes: tuple[tuple[str, str], ...] = ()

    def when(self, bundle: Bundle) -> str:
        """The hour in words."""
        return windows_en(bundle.window) if self.language == "en" else windows_zh(bundle.window)

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        english = self.language == "en"
        return {
            "scene": self.name,
            "project": self.project or None,
            "wanted": [
                {
                    "requirement": one.line or None,
                    "kind": one.ask.kind,
                    "text": one.text,
                    "quantity": None if one.ask.quantity != one.ask.quantity else one.ask.quantity,
                    "unit": one.unit,
                }
                for one in self.wanted
            ],
            "bundles": [self._bundle(one) for one in self.found],
            "troubled": [{"requirement": key, "why": told[english]} for key, told in self.troubled],
            "notes": [told[english] for told in self.notes],
        }

    def _bundle(self, bundle: Bundle) -> dict[str, Any]:
        places, team = self.matcher.data.places.nodes, bundle.team
        return {
            "window": slot_names(bundle.window)[0],
            "when": self.when(bundle),
            "place": places.node(bundle.place) if bundle.place >= 0 else None,
            "complete": bundle.complete,
            "conditions": self._conditions(bundle),
            "shared": self._shared(bundle),
            "parts": [self._part(bundle, at) for at in range(len(team.parts))],
            "open": [
                {"wanted": line, "missing": missing, "reached": _reached(bundle, line), "why": self._why(bundle, line)}
                for line, missing in enumerate(team.missing.tolist())
                if missing > 1e-6
            ],
            "cost": team.cost,
        }

    def _conditions(self, bundle: Bundle) -> list[str]:
        """What has to be so first, where a fund can only be applied for by somebody who is not there yet, or where a
        room may be too small."""
        named, colon = self.matcher.data.nodes, ": " if self.language == "en" else "："
        told = [(part.row, self._condition(bundle, part.line, part.row)) for part in bundle.team.parts]
        return [f"{named.node(row)['name']}{colon}{said}" for row, said in told if said]

    def _condition(self, bundle: Bundle, line: int, row: int) -> str:
        ask = bundle.cover.questions[line].ask
        if row in bundle.unsized and ask.kind == "space":
            return ask_size(ask.people)[self.language == "en"].rstrip("。.")
        return condition(self.matcher, row, ask.team, self.language) if ask.kind == "money" else ""

    def _shared(self, bundle: Bundle) -> str:
        """Why these belong together: the hour and the place that they share."""
        there = {part.row for part in bundle.team.parts if self.wanted[part.line].ask.kind in TIMED}
        said, when = len(there) - len(bundle.untold), self.when(bundle)
        where = self.matcher.data.places.nodes.node(bundle.place)["name"] if bundle.place >= 0 else ""
        asked = any(one.ask.place >= 0 for one in self.wanted)
        if self.language == "en":
            told = f"free on {when} by their own word: {said} of {len(there)}"
            told += f"; {len(bundle.untold)} must be asked" if bundle.untold else ""
            unasked = "" if asked else " The project names no place: write it in." if self.project else NO_PLACE_EN
            return f"{told}; all around {where}.{unasked}" if where else f"{told}."
        told = f"{said} 个{'' if bundle.untold else '都'}登记了{when}可以"
        told += f"，{len(bundle.untold)} 个没登记时间，要问一声" if bundle.untold else ""
        unasked = "" if asked else "项目没写在哪个社区，写上就按那里凑。" if self.project else NO_PLACE_ZH
        return f"{told}；都以{where}为准算远近。{unasked}" if where else f"{told}。"

    def _part(self, bundle: Bundle, at: int) -> dict[str, Any]:
        part = bundle.team.parts[at]
        return {
            "wanted": part.line,
            "candidate": self.matcher.data.nodes.node(part.row),
            "amount": part.amount,
            "recorded": part.recorded,
            "score": part.score,
            "told_when": part.row not in bundle.untold,
            "reasons": self._reasons(bundle, part.line, part.row),
        }

    def _reasons(self, bundle: Bundle, line: int, row: int) -> list[str]:
        english, question = self.language == "en", bundle.cover.questions[line]
        first = self._condition(bundle, line, row)
        found = [first] if first else []
        if self.wanted[line].ask.kind in TIMED:
            zh, en = f"登记了{self.when(bundle)}可以", f"said {self.when(bundle)} suits"
            if row in bundle.untold:
                zh, en = "没登记什么时候有空，要问一声", "never said when; ask"
            found.append(en if english else zh)
            found += self._near(bundle, line, row)
        values = measure(question, np.array([row]), {})[0]
        worth = values * np.array([self.matcher.weights.by_feature[feature.name] for feature in FEATURES])
        order = [at for at in np.argsort(-worth, kind="stable").tolist() if worth[at] > 0]
        telling = [FEATURES[at] for at in order if FEATURES[at].name not in APART][:REASONS]
        return found + [feature.say(feature.tell(question, [row])[0], self.language) for feature in telling]

    def _near(self, bundle: Bundle, line: int, row: int) -> list[str]:
        """How near somebody is to the room; of the room itself nothing has to be said."""
        if self.wanted[line].ask.kind == "space":
            return []
        level = int(common_levels(bundle.cover, np.array([row]))[0])
        if level <= 0:
            return []
        name = PLACE_LEVELS[level - 1]
        return [f"in {LEVELS_EN[name]} as the room" if self.language == "en" else f"和场地在{LEVELS_ZH[name]}"]

    def _why(self, bundle: Bundle, line: int) -> str:
        cover, question = bundle.cover, in_part(bundle.cover.questions[line])
        able, ready = int((~np.isnan(cover.scores[line])).sum()), int((cover.amounts[line] > 0).sum())
        supply = Supply(len(self.matcher.ranked(question)[0]), able, ready, _reached(bundle, line))
        told = why_open(cover.questions[line], supply)[self.language == "en"]
        unled = not self.project and question.ask.kind == "skill" and not ready
        return told + SAY_MORE[self.language == "en"] if unled else told


def _reached(bundle: Bundle, line: int) -> float:
    """How much of a line a bundle covers, in its unit."""
    return float(bundle.cover.wanted[line] - bundle.team.missing[line])
