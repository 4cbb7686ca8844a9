"""Sets on disk: which kind a folder holds, and pieces of work read and checked line by line."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matching.errors import BadSet
from matching.language.encoder import Encoder
from matching.learning.history import History
from matching.learning.works import Work, history_of

PROJECTS, SPLIT = "projects.jsonl.gz", "split.json"
FILES = {
    "projects": (PROJECTS, SPLIT),
    "relevance": ("queries.tsv", "offers.tsv", "qrels.tsv"),
    "cases": ("issues.tsv", "invite.tsv", "clusters.tsv", "similar.tsv", "cases.tsv"),
}
OWN_FIELDS = frozenset({"pid", "time", "title", "text", "tags", "members"})
SECONDS_A_DAY = 86400.0


@dataclass(frozen=True, eq=False)
class ProjectSet:
    """A set of the project format: all work in one history, of which the first `past` rows may be learned from."""

    name: str
    whole: History
    past: int

    @property
    def history(self) -> History:
        """What may be learned from."""
        return self.whole.before(self.past)

    @property
    def share(self) -> float:
        """The part of all work that is asked about."""
        return 1.0 - self.past / len(self.whole)


def kind_of(folder: Path) -> str:
    """Which of the formats a folder holds: `projects`, `relevance` or `cases`."""
    if not folder.is_dir():
        raise BadSet(str(folder), "没有这个文件夹；请核对路径", "no such folder; check the path")
    complete = [kind for kind, files in FILES.items() if all((folder / name).is_file() for name in files)]
    if complete:
        return complete[0]
    begun = {kind: [name for name in files if not (folder / name).is_file()] for kind, files in FILES.items()}
    kind = min(begun, key=lambda one: len(begun[one]) / len(FILES[one]))
    missing = "、".join(begun[kind]), ", ".join(begun[kind])
    if len(begun[kind]) < len(FILES[kind]):
        raise BadSet(str(folder), f"缺少文件 {missing[0]}；请补上", f"{missing[1]} is missing; add it")
    every = "; ".join(" + ".join(files) for files in FILES.values())
    raise BadSet(str(folder), f"看不出是哪种数据集；应有：{every}", f"holds no set that is known; wanted: {every}")


def read_projects(folder: Path, encoder: Encoder | None = None) -> ProjectSet:
    """Read `projects.jsonl.gz` and `split.json`; the first broken line stops the reading and is named.

    With an encoder short texts are compared by meaning too.
    """
    works = {work.id: work for work in _read_works(folder / PROJECTS)}
    asked = _read_split(folder / SPLIT, works)
    past = [work for work in works.values() if work.id not in asked]
    if not any(work.members for work in past):
        raise BadSet(
            str(folder / SPLIT),
            "测试之外没有带成员的项目，无从学习；请核对 test_pids",
            "no project with members is left to learn from; check test_pids",
        )
    whole = history_of(past, [works[pid] for pid in asked], encoder)
    return ProjectSet(folder.resolve().name, whole, len(past))


def _read_works(path: Path) -> Iterator[Work]:
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        place = f"{path}:{number}"
        try:
            told = _told(line)
        except (ValueError, RecursionError) as error:
            raise BadSet(place, f"不是 JSON：{error}；请改正这一行", f"not JSON: {error}; mend this line") from None
        if not isinstance(told, dict):
            raise BadSet(place, "应是一个 JSON 对象", "must be a JSON object")
        work = _work(told, place)
        if work.id in seen:
            raise BadSet(
                place,
                f"编号 {work.id} 与第 {seen[work.id]} 行重复；请删去一行",
                f"id {work.id} is already on line {seen[work.id]}; remove one of them",
            )
        seen[work.id] = number
        yield work
    if not seen:
        raise BadSet(str(path), "没有任何项目；请核对文件", "holds no project; check the file")


def _told(text: str) -> Any:
    """What a JSON text tells; half characters, left where somebody cut a text short, become question marks."""
    told = json.loads(text)
    if "\\ud" not in text.lower():
        return told
    return json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with gzip.open(path, "rb") as file:
            for number, raw in enumerate(file, 1):
                line = _decoded(raw, f"{path}:{number}")
                if line.strip():
                    yield number, line
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadSet(
            str(path), f"不是完整的 gzip 文本：{error}；请重新取得", f"not whole gzip text: {error}; get it anew"
        ) from None


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        zh, en = f"不是 UTF-8：{error}；请改存为 UTF-8", f"not UTF-8: {error}; save it as UTF-8"
        raise BadSet(place, zh, en) from None


def _work(told: Mapping[str, Any], place: str) -> Work:
    pid = told.get("pid")
    if not isinstance(pid, (str, int)) or isinstance(pid, bool) or not str(pid).strip():
        raise BadSet(place, "缺少项目编号 pid", "the project's id `pid` is missing")
    return Work(
        id=str(pid),
        day=_day(told.get("time"), place),
        title=_text(told, "title", place),
        text=_text(told, "text", place),
        tags=_names(told, "tags", place),
        members=_names(told, "members", place),
        extra={name: value for name, value in told.items() if name not in OWN_FIELDS},
    )


def _text(told: Mapping[str, Any], name: str, place: str) -> str:
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadSet(place, f"{name} 应是文字", f"`{name}` must be text")
    return value


def _names(told: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = told.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    allowed = str if name == "members" else (str, int)  # a number there is as likely a count as a name
    if not isinstance(value, list) or not all(isinstance(one, allowed) for one in value):
        raise BadSet(place, f"{name} 应是名称的列表", f"`{name}` must be a list of names")
    return tuple(dict.fromkeys(str(one).strip() for one in value if str(one).strip()))


def _day(value: Any, place: str) -> float:
    """Days since 1970 of a year, a month, a day or a moment."""
    text = value.strip() if isinstance(value, str) else ""
    parts = text.split("-")
    filled = "-".join([parts[0].zfill(4), *(parts[1:] or ["01"]), *([] if len(parts) > 2 else ["01"])])
    try:
        moment = datetime.fromisoformat(filled if len(parts) < 3 else text)
    except ValueError:
        raise BadSet(
            place, f"时间「{value}」看不懂；应写成 2025-03-01", f"time {value!r} cannot be read; write 2025-03-01"
        ) from None
    day = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / SECONDS_A_DAY
    assert math.isfinite(day)
    return day


def _read_split(path: Path, works: Mapping[str, Work]) -> list[str]:
    try:
        told = _told(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadSet(str(path), f"不是 UTF-8：{error}", f"not UTF-8: {error}") from None
    except (ValueError, RecursionError) as error:
        raise BadSet(str(path), f"不是 JSON：{error}；请改正", f"not JSON: {error}; mend it") from None
    asked = told.get("test_pids") if isinstance(told, dict) else None
    if asked is None:
        raise BadSet(
            str(path),
            '缺少 test_pids：应是 {"test_pids": ["测试项目的编号"]}',
            '`test_pids` is missing: write {"test_pids": ["ids of the test projects"]}',
        )
    if not isinstance(asked, list) or not all(isinstance(pid, (str, int)) for pid in asked):
        raise BadSet(str(path), "test_pids 应是编号的列表", "`test_pids` must be a list of ids")
    if not asked:
        raise BadSet(str(path), "test_pids 是空的；请列出测试项目", "`test_pids` is empty; list the test projects")
    pids = list(dict.fromkeys(str(pid) for pid in asked))
    unknown = [pid for pid in pids if pid not in works]
    if unknown:
        raise BadSet(
            str(path),
            f"test_pids 里的 {unknown[0]} 不在 {PROJECTS} 中（共 {len(unknown)} 个）",
            f"{unknown[0]} in test_pids is not in {PROJECTS} ({len(unknown)} in all)",
        )
    return pids
