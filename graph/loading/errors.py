"""What may stand in the way of taking an import back, each with what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.errors import GraphError, quoted
from graph.kinds import LINKS, NODES

MOST_NAMED = 5


@dataclass(frozen=True)
class Later:
    """An import after the one to be taken back."""

    import_id: str
    file: str
    at: datetime


@dataclass(frozen=True)
class Obstacle:
    """A record that later work depends on; `name` says it without telling a person's whole name.

    `later` is the import that has to be taken back first; None when somebody worked on the record itself.
    """

    kind: str
    id: str
    name: str
    reason: Mapping[str, str]
    later: Later | None = None


class LaterWorkDepends(GraphError):
    """An import cannot be taken back as it is: what it made was changed or linked since."""

    def __init__(self, import_id: str, obstacles: Sequence[Obstacle]) -> None:
        files = sorted({o.later for o in obstacles if o.later}, key=lambda one: (one.at, one.import_id), reverse=True)
        theirs = [o for o in obstacles if o.later]
        edited = [o for o in obstacles if not o.later]
        zh, en = [], []
        if files:
            zh.append(
                "先撤销后来的导入："
                + "，再".join(f"{quoted(one.file)}（{one.import_id}）" for one in files)
                + f"，它们也写到了{_named(theirs, 'zh')}（没有改动也算），直接撤销会把这些也删去"
            )
            en.append(
                "First take back the later "
                + ", then ".join(f"{one.file} ({one.import_id})" for one in files)
                + f": it also tells of {_named(theirs, 'en')}, even if it changed nothing, "
                "and undoing this one would remove that too"
            )
        if edited:
            zh.append(f"先把这些改回去或断开：{_named(edited, 'zh', reasons=True)}")
            en.append(f"First change these back or unlink them: {_named(edited, 'en', reasons=True)}")
        records = len({(o.kind, o.id) for o in obstacles})
        super().__init__(
            f"导入 {import_id} 不能撤销：它的 {records} 条记录后来又用到了。" + "。".join(zh) + "。然后再撤销。",
            f"Import {import_id} cannot be undone: {records} of its records were used since. "
            + ". ".join(en)
            + ". Then undo it.",
        )
        self.import_id, self.obstacles = import_id, tuple(obstacles)


class AlreadyUndone(GraphError):
    """The import was taken back before."""

    def __init__(self, import_id: str) -> None:
        super().__init__(f"导入 {import_id} 已经撤销过了。", f"Import {import_id} was undone before.")
        self.import_id = import_id


class CannotMerge(GraphError):
    """Two records cannot become one."""


def kind_word(kind: str, language: str) -> str:
    """What a kind of record or relationship is called."""
    known = NODES.get(kind) or LINKS.get(kind)
    return known.zh if known and language == "zh" else kind


def _named(obstacles: Sequence[Obstacle], language: str, *, reasons: bool = False) -> str:
    """The records, the first few by name, things before the relationships between them."""
    ordered = sorted(obstacles, key=lambda o: o.kind not in NODES)
    told: dict[tuple[str, str], str] = {}
    for one in ordered:
        name = "" if not one.name else quoted(one.name) if language == "zh" else f" {one.name}"
        why = f"{'' if language == 'zh' else ' '}{one.reason[language]}" if reasons else ""
        told.setdefault((one.kind, one.name), f"{kind_word(one.kind, language)}{name}{why}")
    listed = list(told.values())
    rest = len(listed) - MOST_NAMED
    if language == "zh":
        return "、".join(listed[:MOST_NAMED]) + (f"等 {len(listed)} 条" if rest > 0 else "")
    return ", ".join(listed[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
