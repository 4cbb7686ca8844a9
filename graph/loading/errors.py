"""What may stand in the way of taking an import back, each with what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import GraphError


@dataclass(frozen=True)
class Obstacle:
    """A record that later work depends on; `name` may be a person's and is only for staff who may see it."""

    kind: str
    id: str
    name: str
    reason: Mapping[str, str]


class LaterWorkDepends(GraphError):
    """An import cannot be taken back as it is: what it made was changed or linked since."""

    def __init__(self, import_id: str, obstacles: Sequence[Obstacle]) -> None:
        shown = "；".join(f"{o.kind} {o.id} {o.reason['zh']}" for o in obstacles[:5])
        shown_en = "; ".join(f"{o.kind} {o.id} {o.reason['en']}" for o in obstacles[:5])
        super().__init__(
            f"导入 {import_id} 不能撤销：后来有 {len(obstacles)} 处工作用到了它（{shown}）。请先处理这些记录，再撤销。",
            f"Import {import_id} cannot be undone: {len(obstacles)} records were used since ({shown_en}). "
            "Settle them first, then undo.",
        )
        self.import_id, self.obstacles = import_id, tuple(obstacles)


class AlreadyUndone(GraphError):
    """The import was taken back before."""

    def __init__(self, import_id: str) -> None:
        super().__init__(f"导入 {import_id} 已经撤销过了。", f"Import {import_id} was undone before.")
        self.import_id = import_id


class CannotMerge(GraphError):
    """Two records cannot become one."""
