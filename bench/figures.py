"""Figures of a bench: measured, compared with goals, printed for a person and written as JSON."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured number; `goal` is the bound it should keep (0 for none), `at_least` when it is a lower one."""

    name: str
    value: float
    unit: str
    goal: float = 0.0
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """ok, missed, or nothing where there is no goal."""
        if not self.goal:
            return ""
        return "ok" if (self.value >= self.goal if self.at_least else self.value <= self.goal) else "missed"

    @property
    def bound(self) -> str:
        """The goal in words."""
        return f"{'≥' if self.at_least else '≤'} {self.goal:g}" if self.goal else ""


@dataclass
class Figures:
    """The figures of one run, in the order measured."""

    title: str
    facts: dict[str, Any] = field(default_factory=dict)
    rows: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, goal: float = 0.0, *, at_least: bool = False) -> float:
        """Note a figure, show it, and give its value back."""
        figure = Figure(name, value, unit, goal, at_least)
        self.rows.append(figure)
        print(f"  {name:<66} {value:>12,.2f} {unit:<5} {figure.bound:>9}  {figure.verdict}", flush=True)
        return value

    def note(self, name: str, value: float, unit: str) -> None:
        """Note a figure that was shown in another form."""
        self.rows.append(Figure(name, value, unit))

    def section(self, name: str) -> None:
        """Begin a group of figures."""
        print(f"\n{name}", flush=True)

    def summary(self) -> None:
        """Say how many goals were kept."""
        goals = [figure for figure in self.rows if figure.goal]
        missed = [figure.name for figure in goals if figure.verdict == "missed"]
        print(f"\n{len(goals) - len(missed)} of {len(goals)} goals kept." + "".join(f"\n  missed: {n}" for n in missed))

    def write(self, path: Path) -> None:
        """The same figures as JSON."""
        figures = [{**asdict(figure), "verdict": figure.verdict} for figure in self.rows]
        whole = {"title": self.title, "facts": self.facts, "figures": figures}
        path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def milliseconds(work: Callable[[], object], times: int) -> list[float]:
    """How long each of so many calls took."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
