"""The errors of the graph: each names the thing, where it is and what to do, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_INNER = str.maketrans("“”", "‘’")


def quoted(text: str) -> str:
    """“text”, quotation marks of its own as inner ones."""
    return f"“{inner(text)}”"


def inner(text: str) -> str:
    """The text as it stands within quotation marks."""
    return text.translate(_INNER)


class GraphError(Exception):
    """Something about the graph that a person has to know; `zh` and `en` say it in each language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en

    @property
    def message(self) -> Mapping[str, str]:
        """The sentence by language code."""
        return MappingProxyType({"zh": self.zh, "en": self.en})


class NotFound(GraphError):
    """The graph holds no such record."""

    def __init__(self, kind: str, id: str) -> None:  # noqa: A002 - the field's own name
        super().__init__(f"没有这条记录：{kind} {id}。请核对编号。", f"There is no {kind} {id}; check the id.")
        self.kind, self.id = kind, id


class BadRecord(GraphError):
    """A record breaks the declaration of its kind; nothing of its batch was written."""

    def __init__(self, kind: str, id: str, property: str, reason: tuple[str, str]) -> None:  # noqa: A002
        zh, en = reason
        place = f"{kind} {id}" + (f" · {property}" if property else "")
        super().__init__(f"记录不合要求（{place}）：{zh}", f"Bad record ({place}): {en}")
        self.kind, self.id, self.property, self.reason = kind, id, property, en


class AlreadyExists(GraphError):
    """A record with this unique value exists: somebody else was first."""

    def __init__(self, statement: str) -> None:
        super().__init__(
            f"记录已存在，写入（{statement}）没有生效。请刷新后再看。",
            f"The record exists already, so {statement} wrote nothing; read it again and decide.",
        )
        self.statement = statement


class Conflict(GraphError):
    """Others kept changing the same records, or the record is not what the writer had seen."""

    def __init__(self, what: str, words: tuple[str, str] | None = None) -> None:
        zh, en = words or (
            f"{what}：别人刚刚改过，本次没有写入。请刷新后重试。",
            f"{what}: changed by somebody else meanwhile, nothing was written; read it again and retry.",
        )
        super().__init__(zh, en)
        self.what = what


class NoQuietMoment(Conflict):
    """Somebody wrote each time the graph was to be read as it is at one moment."""

    def __init__(self, attempts: int) -> None:
        words = (
            f"备份没有写成：试了 {attempts} 次，每次中途都有人在保存。请在没有人录入时再备份，或先停下服务。",
            f"The dump was not written: each of {attempts} times somebody saved something meanwhile. "
            "Try again when nobody is at work, or stop the service first.",
        )
        super().__init__("dump", words)


class LeaseHeld(Conflict):
    """Another process is at a piece of upkeep that only one may do at a time."""

    def __init__(self, name: str) -> None:
        words = (
            f"另一个进程正在升级或恢复这个图（{name}），本次没有做。请等它做完再试；它若已中断，一分钟后可以再试。",
            f"Another process is migrating or restoring this graph ({name}), so nothing was done; try again when it "
            "has ended, or after a minute if it was cut off.",
        )
        super().__init__(name, words)


class LeaseLost(Conflict):
    """The lease of a piece of upkeep could not be renewed, so that another process may have begun the same."""

    def __init__(self, name: str) -> None:
        words = (
            f"升级或恢复（{name}）中途停下了：与图数据库失去联系太久，没有继续做。恢复联系后请再执行一次，会从停下的地方继续。",
            f"The migration or restore ({name}) stopped half-way: the graph was out of reach for too long. "
            "Run it again when it answers; it goes on from where it stopped.",
        )
        super().__init__(name, words)


class Unsettled(Conflict):
    """A node this transaction has just written cannot be read yet: a rival made it at the same moment; run again."""


class GraphUnavailable(GraphError):
    """The graph server cannot be reached or does not answer."""


class GraphSilent(GraphUnavailable):
    """The graph server answers nobody, and who waited for a read was not to wait longer."""

    def __init__(self) -> None:
        super().__init__("数据库现在没有应答。请稍后再试。", "The graph does not answer now; try later.")


class EngineProblem(GraphError):
    """The graph engine cannot work as things stand; the message says what to do, and no data was changed."""

    def __init__(self, code: str, what: tuple[str, str], what_to_do: tuple[str, str]) -> None:
        super().__init__(f"{what[0]}{what_to_do[0]}", f"{what[1]} {what_to_do[1]}")
        self.code, self.what, self.what_to_do = code, what[1], what_to_do[1]


class BadStatement(GraphError):
    """A statement or its parameters are not what the catalogue declares: a mistake of the programmer."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"查询语句 {name} 有误：{reason}", f"Statement {name}: {reason}")
        self.name, self.reason = name, reason


class BadDump(GraphError):
    """A dump cannot be trusted or understood; the graph was not touched."""

    def __init__(self, path: str, line: int, reason: tuple[str, str]) -> None:
        place = f"{path}:{line}" if line else path
        super().__init__(
            f"备份文件不能用（{place}）：{reason[0]}图中数据没有改动。",
            f"Unusable dump ({place}): {reason[1]} Nothing was changed.",
        )
        self.path, self.line, self.reason = path, line, reason[1]


class NotEmpty(GraphError):
    """The graph already holds records, so a restore needs to be told to replace them."""

    def __init__(self, records: int) -> None:
        super().__init__(
            f"图中已有 {records} 条记录。若要整体替换，请加 --replace（会先自动备份）。",
            f"The graph holds {records} records; say --replace to replace them (a dump of them is kept first).",
        )
        self.records = records


class RestoreUnfinished(GraphUnavailable):
    """A restore is under way or was cut off, so the graph holds a part of a dump only and takes no other writes."""

    def __init__(self, kept: Path | None = None) -> None:
        zh = f"恢复前的资料另存在 {kept}。" if kept else ""
        en = f" What was there before is kept in {kept}." if kept else ""
        super().__init__(
            "正在从备份恢复，或上一次恢复没有做完：图里只有一部分资料，现在不能保存。请等它做完；如果它已经中断，"
            f"请再执行一次 heli restore 备份文件 --replace。{zh}",
            "A restore is under way or was cut off: the graph holds part of the dump only, and nothing can be saved "
            f"now. Wait for its end; if it was cut off, run heli restore FILE --replace again.{en}",
        )
        self.kept = kept


class RestoreBegun(RestoreUnfinished):
    """A restore is about to replace the graph, which is whole as yet, and holds those who would write to it."""

    def __init__(self) -> None:
        GraphUnavailable.__init__(
            self,
            "正在为恢复备份另存现有资料：资料是完整的，也没有改动，只是现在不能保存。请等它做完；如果它已经中断，"
            "一分钟后会自动放开，什么都不用恢复。",
            "A restore is keeping a copy of what is there: the graph is whole and unchanged, but nothing can be saved "
            "now. Wait for its end; if it was cut off, saving works again within a minute, and nothing has to be "
            "restored.",
        )
        self.kept = None


class BadMigration(GraphError):
    """The schema steps that were applied are not the ones this version knows."""
