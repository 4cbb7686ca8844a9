"""Learning from decisions: weights moved towards them, every version kept, any of them to be used again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

import seeds
from graph.snapshot import Snapshot
from matching.errors import MatchingError
from matching.features import FEATURE_NAMES, FEATURES
from matching.learning.update import POINTS, Examples, updated
from matching.weights import Weights
from service.clock import day_of
from service.decisions.feedback import ShownLog, keep
from service.errors import ServiceError
from service.files import write_whole
from service.jobs import Progress
from service.learning.examples import Evidence, evidence
from service.structured import structlog

if TYPE_CHECKING:
    from graph.store import Store

Column = NDArray[np.float64]
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")
PAIRED = 2_000  # of those taken, and of those not, that are compared with one another
EARLIER = 0.8  # of the lists, by time: what is learned from them is tried on the rest
ENOUGH = 20  # decisions in the rest from which what they say is heeded
STEPS = 4
log = structlog.get_logger("heli.retraining")


class UnknownWeights(ServiceError):
    """No version of the weights is called so."""


@dataclass(frozen=True)
class WeightChange:
    """One feature: its weight before and after, and of how many examples it was a part (and of how many taken)."""

    feature: str
    label: tuple[str, str]
    before: float
    after: float
    examples: int
    taken: int


@dataclass(frozen=True)
class HeldOut:
    """How well weights learned from the earlier lists foretell what was decided on the later ones: 0 is perfect."""

    examples: int
    before: float
    after: float

    @property
    def worse(self) -> bool:
        """Whether enough later decisions say that the weights from before did better."""
        return self.examples >= ENOUGH and self.after > self.before


@dataclass(frozen=True)
class Trained:
    """What the decisions so far make of the shipped weights; `version` is empty when nothing was decided yet.

    shown: lists that were looked at; lists: those that something was decided on. unused: answers that teach nothing,
    by reason; waiting: invitations without an answer. used: whether lists are ordered by it now.
    """

    version: str
    shipped: str
    used: bool
    examples: int
    taken: int
    shown: int
    lists: int
    counts: Mapping[str, int]
    unused: Mapping[str, int]
    waiting: int
    surprise: tuple[float, float]
    held_out: HeldOut | None
    changes: tuple[WeightChange, ...]

    @property
    def unseen(self) -> int:
        """How many answers teach nothing."""
        return sum(self.unused.values())

    def as_json(self) -> dict[str, Any]:
        """The object that command line and API share."""
        later = self.held_out
        return {
            "version": self.version or None,
            "shipped": self.shipped,
            "used": self.used,
            "examples": self.examples,
            "taken": self.taken,
            "lists_shown": self.shown,
            "lists": self.lists,
            "sources": dict(self.counts),
            "not_shown": self.unseen,
            "unused": dict(self.unused),
            "waiting": self.waiting,
            "surprise": {"before": self.surprise[0], "after": self.surprise[1]},
            "held_out": {"examples": later.examples, "before": later.before, "after": later.after} if later else None,
            "features": [
                {
                    "feature": one.feature,
                    "label": {"zh": one.label[0], "en": one.label[1]},
                    "before": one.before,
                    "after": one.after,
                    "examples": one.examples,
                    "taken": one.taken,
                }
                for one in self.changes
            ],
        }


@dataclass(frozen=True)
class Version:
    """A version of the weights; `chosen` for the one that orders lists now."""

    version: str
    made_on: str
    examples: int
    chosen: bool


class DamagedWeights(UnknownWeights):
    """The file of a version cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"权重版本“{name}”的文件坏了（weights/{name}.json），不能用：请删去这个文件，或换用别的版本。",
            f"The file of version {name} is damaged (weights/{name}.json): remove it, or use another version.",
        )


class Versions:
    """The versions of the weights in the data folder, and which of them is used; the shipped ones always are there."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "weights"
        self._seen: tuple[object, Weights] | None = None

    @property
    def _pointer(self) -> Path:
        return self.folder / "chosen"

    def current(self) -> Weights:
        """The weights in use; the same object as long as nobody chooses others."""
        try:
            stat = self._pointer.stat()
            mark: object = (stat.st_mtime_ns, stat.st_ino)
        except OSError:
            mark = None
        if self._seen is None or self._seen[0] != mark:
            self._seen = mark, self._read()
        return self._seen[1]

    def _read(self) -> Weights:
        shipped = Weights.from_values(seeds.weights(), FEATURE_NAMES)
        try:
            name = self._named()
        except OSError:
            return shipped
        if name == shipped.version:
            return shipped
        try:
            return Weights.from_values(self._values(name), FEATURE_NAMES)
        except (MatchingError, ServiceError, KeyError, TypeError, ValueError) as error:
            # Weights of another version of this program: better the shipped ones than no answer.
            log.warning("weights not used", version=name, error=type(error).__name__)
            return shipped

    def _named(self) -> str:
        return self._pointer.read_text(encoding="utf-8", errors="replace").strip()

    def _values(self, name: str) -> dict[str, Any]:
        try:
            if not _NAME.fullmatch(name):
                raise FileNotFoundError(name)
            values = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            raise DamagedWeights(name) from None
        except OSError as error:
            raise UnknownWeights(
                f"没有叫“{name}”的权重版本；heli train --list 列出全部。",
                f"No version of the weights is called {name}; heli train --list names them all.",
            ) from error
        if not isinstance(values, dict) or not isinstance(values.get("examples", 0), int):
            raise DamagedWeights(name)
        return values

    def damaged(self) -> list[UnknownWeights]:
        """What is wrong with versions that cannot be read or used; lists are ordered without them."""
        found: list[UnknownWeights] = []
        for path in sorted(self.folder.glob("*.json")):
            try:
                self._values(path.stem)
            except DamagedWeights as error:
                found.append(error)
        if not found and self._pointer.is_file() and self._named() != self.current().version:
            found.append(
                UnknownWeights(
                    "选用的权重版本不能用（weights/chosen），名单按出厂权重排：请用 heli train --use 换一个。",
                    "The version of the weights that was chosen cannot be used (weights/chosen); lists are ordered by "
                    "the shipped ones: choose another with heli train --use.",
                )
            )
        return found

    def all(self) -> list[Version]:
        """Every version that can be read, the shipped one first and the latest last."""
        chosen, shipped = self.current().version, str(seeds.weights()["version"])
        found = [Version(shipped, "", 0, chosen == shipped)]
        for path in sorted(self.folder.glob("*.json"), key=lambda one: (one.stat().st_mtime_ns, one.name)):
            try:
                values = self._values(path.stem)
            except UnknownWeights as error:
                log.warning("weights not listed", version=path.stem, error=type(error).__name__)
                continue
            made_on = str(values.get("made_on", ""))
            found.append(Version(path.stem, made_on, values.get("examples", 0), chosen == path.stem))
        return found

    def report(self, name: str) -> dict[str, Any] | None:
        """What was learned when this version was made; None for the shipped one and older files."""
        if name == str(seeds.weights()["version"]):
            return None
        found = self._values(name).get("report")
        return found if isinstance(found, dict) else None

    def same(self, weights: Mapping[str, float]) -> str:
        """The latest version with exactly these weights; empty when there is none."""
        found = [
            one.version for one in self.all() if one.made_on and self._values(one.version).get("weights") == weights
        ]
        return found[-1] if found else ""

    def use(self, name: str) -> Weights:
        """Order lists by this version from now on; raises UnknownWeights, also for one of other features than these."""
        if name != str(seeds.weights()["version"]):
            try:
                Weights.from_values(self._values(name), FEATURE_NAMES)
            except (MatchingError, KeyError, TypeError, ValueError) as error:
                raise UnknownWeights(
                    f"版本“{name}”的特征和现在的程序对不上，不能用；请重新学一遍。",
                    f"Version {name} has other features than this program and cannot be used; learn anew.",
                ) from error
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._pointer, name.encode(), durable=True)
        return self.current()

    def keep(self, values: Mapping[str, Any], made: datetime) -> str:
        """Write a new version down; returns its name."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        day = day_of(made).isoformat()
        numbers = (one.stem.rpartition(".")[2] for one in self.folder.glob(f"learned-{day}.*.json"))
        name = f"learned-{day}.{1 + max((int(one) for one in numbers if one.isdecimal()), default=0)}"
        content = json.dumps({**values, "version": name, "made_on": day}, ensure_ascii=False, indent=2)
        write_whole(self.folder / f"{name}.json", content.encode(), durable=True)
        return name


class Learning(Protocol):
    """The live community, as far as learning needs it."""

    store: Store
    shown: ShownLog
    weights: Versions

    def snapshot(self, now: datetime) -> Snapshot:
        """The community as it is."""


def learn(community: Learning, now: datetime, *, use: bool = True, progress: Progress | None = None) -> Trained:
    """Take the lists that wait into the graph and train on everything decided so far, as `train` does."""
    keep(community.store, community.shown)
    return train(community.snapshot(now), community.weights, now, use=use, progress=progress)


def train(
    snapshot: Snapshot, versions: Versions, now: datetime, *, use: bool = True, progress: Progress | None = None
) -> Trained:
    """Move the shipped weights towards everything decided so far, keep them as a version and, if wanted, use them.

    Always from the shipped weights, so that the same decisions give the same weights, and the same version, however
    often this is done. Where decisions move no weight nothing is written. What foretells later decisions worse than
    the shipped weights is kept, and not used. After the last call of `progress` nothing can be stopped any more.
    """
    step = progress or (lambda done, total: None)
    shipped = seeds.weights()
    before = np.array([float(shipped["weights"][name]) for name in FEATURE_NAMES])
    step(1, STEPS)
    found = evidence(snapshot, FEATURE_NAMES)
    step(2, STEPS)
    after, later = updated(found.examples, before), held_out(found, before)
    step(3, STEPS)
    done = _told(str(shipped["version"]), found, (before, after), later)
    weights = {name: round(float(value), 6) for name, value in zip(FEATURE_NAMES, after, strict=True)}
    if np.array_equal(list(weights.values()), before):  # no examples, or none that differ from one another
        return done
    kept = versions.same(weights) or versions.keep(
        {"base": shipped["base"], "weights": weights, "examples": done.examples, "report": done.as_json()}, now
    )
    wanted = use and not (later is not None and later.worse)
    if wanted:
        versions.use(kept)
    return replace(done, version=kept, used=versions.current().version == kept)


def held_out(found: Evidence, before: Column) -> HeldOut | None:
    """What is learned from the first lists in time, tried on the last ones; None where either part says nothing."""
    order = np.unique(np.stack([found.days, found.of_list], axis=1), axis=0)[:, 1]
    earlier = order[: int(len(order) * EARLIER)]
    first = np.isin(found.of_list, earlier)
    past, rest = (Examples(*(part[rows] for part in found.examples)) for rows in (first, ~first))
    if not len(past.outcomes) or len(set((rest.outcomes > 0.5).tolist())) < 2:
        return None
    after = updated(past, before)
    return HeldOut(len(rest.outcomes), _surprise(rest, before), _surprise(rest, after))


def _told(shipped: str, found: Evidence, weights: tuple[Column, Column], later: HeldOut | None) -> Trained:
    before, after = weights
    values, outcomes, _ = found.examples
    changes = []
    for at, feature in enumerate(FEATURES):
        part = values[:, at] != 0.0
        counts = int(part.sum()), int((outcomes[part] > 0.5).sum())
        changes.append(WeightChange(feature.name, feature.label, float(before[at]), float(after[at]), *counts))
    return Trained(
        version="",
        shipped=shipped,
        used=False,
        examples=len(outcomes),
        taken=int((outcomes > 0.5).sum()),
        shown=found.shown,
        lists=found.lists,
        counts=found.counts,
        unused=found.unused,
        waiting=found.waiting,
        surprise=(_surprise(found.examples, before), _surprise(found.examples, after)),
        held_out=later,
        changes=tuple(changes),
    )


def _surprise(examples: Examples, weights: Any) -> float:
    """How badly weights foretell the decisions: the mean loss of those taken against those not, 0 for always right."""
    values, outcomes, counts = examples
    taken, left = np.flatnonzero(outcomes > 0.5), np.flatnonzero(outcomes <= 0.5)
    if not len(taken) or not len(left):
        return 0.0
    taken, left = taken[:: len(taken) // PAIRED + 1], left[:: len(left) // PAIRED + 1]
    scores = values @ weights / POINTS
    gaps = scores[taken][:, None] - scores[left][None, :]
    pairs = counts[taken][:, None] * counts[left][None, :]
    return float((pairs * np.logaddexp(0.0, -gaps)).sum() / pairs.sum())
