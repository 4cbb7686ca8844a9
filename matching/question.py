"""A question prepared for measuring: what was understood, and how each part of the community relates to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.asking import Ask
from matching.data import WORK_TIES, MatchingData
from matching.experience import LineVotes
from matching.kernels.runs import Sorts, counted, standing_in
from matching.language.likely import plain_content
from matching.language.text import KEPT_TEXTS, Wording, simplify, wording
from matching.language.vocabulary import LIGHTER, Mention
from matching.ragged import Column, Ragged, Rows, total
from matching.reasons import Telling
from matching.rooms import fitting
from matching.setting import Mask, Setting, fading
from matching.standing import Standing

PROJECT_SHARE = 0.25  # what the project is about counts this much beside what the line asks for
LIKELY_SHARE = 0.6  # an ability that is only likely meant counts this much of one that is named
# What money, rooms and mentors are for is the project; everybody else is asked for what the line itself says.
THEMED = ("money", "space", "mentor")
PERSONAL = ("people", "skill", "service", "planning", "mentor")  # asked for is what somebody does
NEIGHBOURS = 60
SAYING = 0.22  # a phrase less like the question has nothing to do with it
HOLDING = 0.4  # a text that holds this much of what is asked for in the same words is relevant, however long it is
# Lending a room once says nothing about giving money; claims tell by what they took.
TELLING_TIES = {
    "money": ("FUNDED_BY",),
    "space": ("USES",),
    "mentor": ("MENTORS",),
    "goods": ("USES",),
}
# Kinds that serve a requirement by what they are.
BY_NATURE = {
    ("people", "Resident"),
    ("space", "Space"),
    ("money", "Fund"),
    ("mentor", "Expert"),
}
# Of others only abilities of this theme count: who can teach dancing does not therefore give money.
GIVING_THEMES = {"money": "money", "space": "space", "goods": "goods"}
# A standing offer answers a line better than somebody who could make one.
DIRECTNESS = {
    "service": {"Organization": 0.85, "Unit": 0.85, "Alliance": 0.85, "Expert": 0.7, "Resident": 0.6},
    "space": {"Organization": 0.85, "Unit": 0.85, "Alliance": 0.85},
    "money": {"Organization": 0.85, "Unit": 0.85, "Alliance": 0.85},
    "planning": {"Organization": 0.9, "Unit": 0.85, "Alliance": 0.85, "Expert": 0.8, "Resident": 0.6},
}
# Things are no abilities: 修冰箱 asks for mending, though it names a fridge.
THING_THEMES = ("goods", "space", "money")
# Who is to draw up a plan must be able to plan, whatever the plan is about.
PLANNING, PLANNING_THEME, PLANS = "planning", "project", "活动策划"
GIVING = "资金支持"
# Kinds of money that any project may apply for, by their names.
OPEN_MONEY = ("小微项目资助", "社区公益金使用", "群众服务经费", "购买服务")
FOR_ANY = 0.6  # how well money for any project fits, beside money for this one
# Offers that are candidates for a line themselves.
OFFERS_SERVING = {
    "space": ("Space",),
    "money": ("Fund",),
    **dict.fromkeys(("skill", "service", "goods", "planning", "mentor"), ("Service",)),
}


@dataclass(frozen=True, eq=False)
class Question:
    """One line of a project against the whole community; each column is worked out when first asked for."""

    setting: Setting
    ask: Ask
    told: dict[tuple[object, ...], Telling] = field(default_factory=dict, init=False, repr=False)

    @property
    def data(self) -> MatchingData:
        """The community that the question is put to."""
        return self.setting.data

    @property
    def standing(self) -> Standing:
        """The day's columns."""
        return self.setting.standing

    @cached_property
    def plain_text(self) -> str:
        """The line's words, simplified."""
        return simplify(self.ask.text)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Concepts the line's words name, or are likely to mean when neither words nor links name an ability."""
        vocabulary = self.data.vocabulary
        return vocabulary.mentions(self.ask.text, likely=not set(self.ask.concepts) - vocabulary.audience)

    @cached_property
    def likely(self) -> dict[int, str]:
        """Concepts that are only likely meant, with the word that the line resembles."""
        return {mention.concept: mention.near for mention in self.mentions if mention.near}

    @cached_property
    def project_mentions(self) -> list[Mention]:
        """Concepts the project's words name."""
        return self.data.mentions(self.ask.project_text)

    @cached_property
    def asked(self) -> dict[int, float]:
        """Concepts that the line itself names or is labelled with, with what each counts."""
        vocabulary = self.data.vocabulary
        named = {*self.ask.concepts, *(mention.concept for mention in self.mentions)}
        return {concept: vocabulary.weight(concept) for concept in sorted(named)}

    @cached_property
    def unread(self) -> bool:
        """No ability was read out of a line that can only be met by one."""
        return self.ask.kind not in THEMED and not set(self.asked) - self.data.vocabulary.audience

    @cached_property
    def needs(self) -> dict[int, float]:
        """Abilities asked for by the line itself, and their weights: 1 together, less when only likely meant.

        Whom something is for is no ability, and neither is the thing that somebody is to work on.
        """
        kind, labelled = self.ask.kind, set(self.ask.concepts)
        abilities = set(self.asked) - self.data.vocabulary.audience - self._put_in
        things = {concept for concept in abilities if self._theme(concept) in THING_THEMES} - labelled
        if kind in PERSONAL and abilities - things:
            abilities -= things
        elif kind == "goods" and things:
            abilities &= things | labelled
        elif kind == "money":  # what it is to buy is nothing that who gives it must have
            abilities = {one for one in abilities if self._theme(one) == kind} or self._called(GIVING)
        if kind == PLANNING and abilities and not any(self._theme(one) == PLANNING_THEME for one in abilities):
            abilities |= self._called(PLANS)
        share = LIKELY_SHARE if self.likely else 1.0
        return {concept: share / len(abilities) for concept in sorted(abilities)}

    @cached_property
    def _put_in(self) -> set[int]:
        """Things that a room must be large enough for: it need not have them."""
        if self.ask.kind != "space":
            return set()
        places = fitting(self.plain_text)
        things = [mention for mention in self.mentions if self._theme(mention.concept) == "goods"]
        had = {thing.concept for thing in things if not any(thing.start in place for place in places)}
        return {thing.concept for thing in things} - had - set(self.ask.concepts)

    def _theme(self, concept: int) -> str:
        return self.data.vocabulary.concepts[concept].theme

    def _called(self, name: str) -> set[int]:
        return {row for row, concept in enumerate(self.data.vocabulary.concepts) if concept.name == name}

    @cached_property
    def core(self) -> tuple[int, ...]:
        """Which of the needs (their positions) somebody must have one of; none where they are only likely meant."""
        if self.likely or self.ask.kind == "money":
            return ()
        needs = list(self.needs)
        planning = [at for at, concept in enumerate(needs) if self._theme(concept) == PLANNING_THEME]
        return tuple(planning) if self.ask.kind == PLANNING and planning else tuple(range(len(needs)))

    @property
    def core_concepts(self) -> tuple[int, ...]:
        """The concepts of `core`."""
        needs = list(self.needs)
        return tuple([needs[at] for at in self.core])

    @cached_property
    def meant_for(self) -> Column:
        """For every concept how far money labelled with it is meant for what line and project are about."""
        vocabulary = self.data.vocabulary
        money, meant = vocabulary.of_theme("money"), np.zeros(len(vocabulary.concepts))
        steps = vocabulary.steps
        for concept in (one for one in self.themes if not money[one] and one not in vocabulary.audience):
            meant[steps.of(concept)] = 1.0
            meant[steps.owners[steps.values == concept]] = 1.0
        for row in np.flatnonzero(money).tolist():
            if vocabulary.concepts[row].name in OPEN_MONEY:
                meant[row] = max(meant[row], FOR_ANY)
        return meant

    @cached_property
    def themes(self) -> dict[int, float]:
        """What line and project are about, the project lighter: for comparing projects, never for abilities."""
        vocabulary, weights = self.data.vocabulary, dict(self.asked)
        around = {*self.ask.project_concepts, *(mention.concept for mention in self.project_mentions)} - set(weights)
        scale = PROJECT_SHARE if set(weights) - vocabulary.audience else 1.0
        context = {concept: vocabulary.weight(concept) for concept in sorted(around)}
        total = sum(context.values())
        weights.update((concept, scale * weight / total) for concept, weight in context.items())
        total = sum(weights.values())
        return {concept: weight / total for concept, weight in weights.items()}

    @cached_property
    def reach(self) -> NDArray[np.float64]:
        """For every concept asked for (in the order of `needs`) how far each concept can stand in for it."""
        vocabulary = self.data.vocabulary
        reach = np.zeros((len(self.needs), len(vocabulary.concepts)))
        for at, concept in enumerate(self.needs):
            run = vocabulary.steps.run(concept)
            reach[at, vocabulary.steps.values[run]] = vocabulary.steps.weights[run]
        return reach

    @cached_property
    def alike(self) -> Column:
        """For every concept how far it can stand in for any that is asked for."""
        alike: Column = self.reach.max(axis=0, initial=0.0)
        return alike

    @cached_property
    def able(self) -> list[tuple[float, Rows, Column, Column]]:
        """For each concept asked for its weight, who holds abilities near it, how well each answers it, how near."""
        links, steps = self.data.holders, self.data.vocabulary.steps
        found, wanted = [], self.ask.windows
        for concept, weight in self.needs.items():
            run = steps.run(concept)
            near = standing_in(links.parts, self._sorts, steps.values[run], steps.weights[run], links.owners, wanted)
            found.append((weight, *near))
        return found

    def busy_then(self, rows: NDArray[np.integer]) -> Mask:
        """Whether these have said when they are free, the line when they are needed, and no hour is common."""
        free, wanted = self.data.candidates.windows[rows], np.uint32(self.ask.windows)
        busy: Mask = (free != 0) & (wanted != 0) & ((free & wanted) == 0)
        return busy

    @cached_property
    def hours_left(self) -> Column:
        """Hours that may still be asked for in the month in which the line begins; nan without a cap."""
        return self.standing.hours_left(self.ask.first_day)

    def counted(self, links: Ragged, positions: NDArray[np.int64], rows: NDArray[np.integer]) -> Column:
        """How far abilities (entries of `links`, held by `rows`) are of the sort that the line asks for, 0 to 1.

        What a member can do counts for its group or alliance only where the member may be free then.
        """
        concepts = links.values if links is self.data.abilities else links.owners
        who = np.ascontiguousarray(rows, dtype=np.int64)
        return counted(links.parts, self._sorts, positions, who, concepts, self.ask.windows)

    @cached_property
    def _sorts(self) -> Sorts:
        """What abilities are judged by: how directly each kind serves, whether by what it gives, whether by itself."""
        kinds, kind, nodes = self.data.nodes.kinds, self.ask.kind, self.data.nodes
        direct, standing, theme = DIRECTNESS.get(kind, {}), OFFERS_SERVING.get(kind, ()), GIVING_THEMES.get(kind)
        if kind in PERSONAL:
            standing = (*standing, "Space", "Fund")  # who lends a kitchen does not therefore cook
        # What can serve the line itself is judged itself: its provider must not slip in where a rule keeps it out.
        gives = [theme is None or (kind, one) in BY_NATURE or one == "Service" for one in kinds]
        return (
            nodes.kind_rows,
            self.data.candidates.windows,
            np.array([direct.get(candidate, 1.0) for candidate in kinds]),
            np.array(gives, dtype=bool),
            self.data.vocabulary.of_theme(theme or ""),
            np.array([candidate in standing for candidate in kinds], dtype=bool),
        )

    @cached_property
    def words(self) -> Wording:
        """What the line's words ask for; with it, lighter, the project's when that is what is served."""
        if self.ask.kind not in THEMED:
            return self.own_words
        project = (self.ask.project_text, PROJECT_SHARE if self.ask.text else 1.0)
        return wording([(plain_content(self.ask.text), 1.0), project], LIGHTER)

    @cached_property
    def own_words(self) -> Wording:
        """What the line's words ask for, without the project's."""
        return _own_words(self.ask.text)

    @cached_property
    def project_words(self) -> Wording:
        """The line's words and, lighter, the project's, for comparing projects."""
        share = PROJECT_SHARE if self.ask.text else 1.0
        return wording(((self.ask.text, 1.0), (self.ask.project_text, share)), LIGHTER)

    @cached_property
    def phrase_scores(self) -> Column:
        """How like the question each phrase of the community is."""
        alike = self.data.index.similar(self.words)
        if self.data.meaning is None:
            return alike
        return 1.0 - (1.0 - alike) * (1.0 - self.data.meaning.likeness(plain_content(self.ask.text)))

    @cached_property
    def shared(self) -> dict[int, list[str]]:
        """The words that the line has in common with phrases, as far as they have been looked up."""
        return {}

    @cached_property
    def phrases_alike(self) -> tuple[NDArray[np.int64], Column]:
        """The phrases that are like the question or hold much of it, and how like it each is."""
        # Words shared with a long text must not get lost in it.
        holding = self.data.index.holding(self.own_words)
        scores = np.maximum(self.phrase_scores, np.where(holding >= HOLDING, np.maximum(holding / 2.0, SAYING), 0.0))
        phrases = (scores >= SAYING).nonzero()[0]
        return phrases, scores[phrases]

    @cached_property
    def works_alike(self) -> Column:
        """How like this one each other project and activity is."""
        works = self.data.works
        alike = 0.6 * works.index.similar(self.project_words)[works.text_rows] if len(works.nodes) else np.zeros(0)
        for concept, weight in self.themes.items():
            alike[works.about.of(concept)] += 0.4 * weight
        alike[works.dropped | (works.whole == self.ask.project)] = 0.0
        return alike

    @cached_property
    def similar_works(self) -> tuple[NDArray[np.int64], Column]:
        """The most similar other projects and activities, and the weight of each one's vote."""
        works, alike = self.data.works, self.works_alike
        count = min(NEIGHBOURS, len(alike))
        rows = np.sort(np.argpartition(-alike, count - 1)[:count]) if count else np.zeros(0, dtype=np.int64)
        rows = rows[alike[rows] > 0.15]
        return rows, alike[rows] ** 2 * fading(works.days[rows], self.standing.now)

    @cached_property
    def learned(self) -> LineVotes | None:
        """What past work says about this line, of those who have given what it asks for; None where nothing is."""
        experience = self.data.experience
        found = experience.lines.get(self.ask.id) if experience is not None else None
        if found is None:
            return None
        worked = self.data.works.worked
        positions, bounds = worked.gather(found.rows)
        return found.at(total(self.telling(worked, positions).astype(np.float64), bounds) > 0.0)

    @cached_property
    def ballots(self) -> tuple[Rows, Column]:
        """Votes of similar projects for those who carried them: for whom, and what each counts.

        The more was learned from past work, the more of a vote is what it says, and the less that of mere likeness.
        """
        rows, weights = self.similar_works
        delivered = self.data.works.delivered
        positions, bounds = delivered.gather(rows)
        shares = np.repeat(weights, np.diff(bounds)) * self.telling(delivered, positions)
        experience, learned = self.data.experience, self.learned
        if experience is None or learned is None:
            return delivered.values[positions], shares
        return (
            np.concatenate((delivered.values[positions], learned.rows)),
            np.concatenate((shares * (1.0 - experience.share), learned.votes * experience.share)),
        )

    def votes(self, voted: NDArray[np.integer], size: int) -> Column:
        """The sum of the ballots for each of `size` places; `voted` is where the candidate of each ballot stands."""
        return np.bincount(voted, weights=self.ballots[1], minlength=size).astype(np.float64)

    def telling(self, links: Ragged, positions: NDArray[np.int64]) -> Mask:
        """Which ties to works show that somebody can give what is asked for; a claim must have been of that kind."""
        wanted = TELLING_TIES.get(self.ask.kind)
        codes = links.codes[positions]
        if wanted is None:
            return np.ones(len(codes), dtype=bool)
        shown: Mask = np.array([tie in wanted for tie in WORK_TIES])[codes]
        claimed = np.flatnonzero(codes == WORK_TIES.index("CLAIMED"))
        shown[claimed] = self.data.claims.requirement_kinds[links.via[positions[claimed]]] == self.ask.kind
        return shown


@lru_cache(maxsize=KEPT_TEXTS)
def _own_words(text: str) -> Wording:
    return wording([(plain_content(text), 1.0)], LIGHTER)


def foresee(data: MatchingData, text: str) -> bool:
    """Read what a line will ask, as far as nothing but its text decides it; False where the longest part was known."""
    _own_words(text)
    wording([(text, 1.0)], LIGHTER)
    data.vocabulary.mentions(text, likely=True)
    return data.meaning is not None and data.meaning.foresee(plain_content(text))
