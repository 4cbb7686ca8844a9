"""The errors a person meets at a door of the service, and the HTTP status of every error: decided here, once."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence

from matching.quoting import quoted


class ServiceError(Exception):
    """Something a person can mend; says the thing, where it is and what to do, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class BadSettings(ServiceError):
    """A setting cannot be used as given."""


class FolderNotWritable(ServiceError):
    """The data folder cannot be made or written."""


class PortTaken(ServiceError):
    """Another program listens where the server wanted to."""


class NotLoopback(ServiceError):
    """The server was asked to listen where strangers could reach it."""


class ForeignHost(ServiceError):
    """The pages were asked for under a name that is not theirs."""

    def __init__(self) -> None:
        super().__init__("这个地址不能用，请用 127.0.0.1 打开。", "This address is not served; use 127.0.0.1.")


class UnknownProject(ServiceError):
    """No project has this id or name."""


class UnknownName(ServiceError):
    """No record is meant by these words; those that come near are named."""


class UnknownRequirement(ServiceError):
    """No line of the project is meant by these words, or several are."""


class NotReady(ServiceError):
    """What was asked for is not there yet; asking again later helps."""


class InvalidRecord(ServiceError):
    """A record cannot be written as given; `problems` names each property, in both languages."""

    def __init__(self, problems: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(
            "内容有误：" + "；".join(f"{name} {zh}" for name, zh, _ in problems),
            "The record cannot be written: " + "; ".join(f"{name} {en}" for name, _, en in problems),
        )
        self.problems = tuple(problems)


class UnknownReference(ServiceError):
    """A record names another one that does not exist."""


class Misplaced(InvalidRecord):
    """A place cannot stand there among the places that are known: the tree is against it, not the record alone."""


class PlaceKnown(ServiceError):
    """A place has this name already, there where another was to get it."""

    def __init__(self, name: str, known: str, identifier: str) -> None:
        also = "" if name == known else f"（{quoted(known)}的别名）"
        super().__init__(
            f"这里已经有{quoted(name)}{also}了，没有再建一个。请打开{quoted(known)}（{identifier}）改，或把新写法加为它的别名。",
            f"There is a {name} here already: {known} ({identifier}). Open that one, or add the new spelling there.",
        )
        self.identifier = identifier


class Outdated(ServiceError):
    """The record was changed by somebody else since it was read."""


class ChangedSince(ServiceError):
    """An edit cannot be taken back: what it changed was changed once more since."""

    def __init__(self, zh: Sequence[str], en: Sequence[str]) -> None:
        super().__init__(
            f"没有撤销：{'、'.join(zh)}后来又改过。请打开记录，直接改成要的样子。",
            f"Not taken back, since it was changed again: {', '.join(en)}. Open the record and edit it instead.",
        )


class StillNeeded(ServiceError):
    """A record cannot be removed while others depend on it."""

    def __init__(self, zh: Sequence[str], en: Sequence[str]) -> None:
        super().__init__(
            f"还有记录要用到它，没有删：{'；'.join(zh)}。请先处理这些。",
            f"Not removed, since others depend on it: {'; '.join(en)}. See to these first.",
        )


class UnknownRemoval(ServiceError):
    """Nothing was removed under this key, or too long ago to be brought back."""

    def __init__(self) -> None:
        super().__init__("没有这次删除，或者已经超过 7 天。", "No such removal, or it is more than 7 days old.")


class AlreadyAnswered(ServiceError):
    """A claim that was to be answered has been answered already, or cannot be answered so."""


class ConditionMissing(ServiceError):
    """An edit came without saying which state of the record it is about."""


class KeyReused(ServiceError):
    """An idempotency key came again with other content."""


class KeyBusy(ServiceError):
    """The first request with this idempotency key is still being worked on."""


class DiskFull(ServiceError):
    """There is no room left for what was to be kept."""

    def __init__(self) -> None:
        super().__init__(
            "磁盘满了，没有保存。请先腾出空间（至少 64 MiB）再试；已经存好的资料没有动过。",
            "The disk is full and nothing was saved; make room (64 MiB at least) and try again. "
            "What was saved before is untouched.",
        )


class FileLimit(ServiceError):
    """What was to be kept is larger than files may be here."""

    def __init__(self) -> None:
        super().__init__(
            "文件大小有上限（ulimit -f），写不下，没有保存。请放宽上限、重启 heli 再试；已经存好的资料没有动过。",
            "Files may not be that large here (ulimit -f), and nothing was saved; raise the limit, restart heli and "
            "try again. What was saved before is untouched.",
        )


class NotPermitted(ServiceError):
    """A file cannot be used: the disk is read-only, or the file somebody else's."""

    def __init__(self, error: OSError) -> None:
        where, why = error.filename or "", error.strerror or type(error).__name__
        super().__init__(
            f"用不了 {where}（{why}），没有保存。请检查磁盘是不是只读、文件和文件夹的权限对不对，再试一次；"
            "已经存好的资料没有动过。",
            f"{where} cannot be used ({why}), and nothing was saved. See whether the disk is read-only and whose the "
            "file and its folder are, then try again. What was saved before is untouched.",
        )


class BadRequest(ServiceError):
    """A request cannot be understood."""


FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)

STATUS: Mapping[str, int] = {
    # by class name, so that neither door has to load a package only to know its errors
    "NotFound": 404,
    "UnknownProject": 404,
    "UnknownName": 404,
    "UnknownJob": 404,
    "UnknownRequirement": 404,
    "BadRequest": 400,
    "BadRecord": 422,
    "InvalidRecord": 422,
    "AlreadyExists": 409,
    "Conflict": 409,
    "UnknownReference": 409,
    "PlaceKnown": 409,
    "Misplaced": 409,
    "NotEmpty": 409,
    "LaterWorkDepends": 409,
    "ChangedSince": 409,
    "StillNeeded": 409,
    "AlreadyAnswered": 409,
    "UnknownRemoval": 404,
    "NoSuchCheck": 404,
    "UnknownSpot": 404,
    "UnknownProposal": 404,
    "UnknownWeights": 404,
    "UnknownList": 404,
    "AlreadyUndone": 409,
    "CannotMerge": 422,
    "UnknownChoice": 422,
    "NotSuited": 422,
    "BadScene": 422,
    "BadCall": 422,
    "NoScene": 422,
    "BadMonths": 422,
    "NothingChosen": 422,
    "PlanChanged": 409,
    "NoPlanYet": 404,
    "NotCancellable": 409,
    "HoldsIdentityNumber": 422,
    "BadDump": 422,
    "KeyBusy": 409,
    "Outdated": 412,
    "KeyReused": 422,
    "ConditionMissing": 428,
    "NotReady": 503,
    "GraphUnavailable": 503,
    "EngineProblem": 503,
    "FolderNotWritable": 503,
    "DiskFull": 503,
    "FileLimit": 503,
    "NotPermitted": 503,
}


def told(error: Exception) -> Exception:
    """The error as a person should meet it: a full or a locked disk by that name, everything else as it is."""
    if isinstance(error, OSError) and error.errno in FULL:
        return DiskFull()
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return FileLimit()
    return NotPermitted(error) if isinstance(error, OSError) and error.errno in FORBIDDEN else error


def status_of(error: Exception) -> int:
    """The HTTP status of `error`: that of the nearest class in the table, 500 for one nobody expected."""
    for kind in type(error).__mro__:
        if kind.__name__ in STATUS:
            return STATUS[kind.__name__]
    return 500


def is_expected(error: Exception) -> bool:
    """Whether the error's own words may be shown to the person who met it."""
    return hasattr(error, "zh") and hasattr(error, "en")


def words_of(error: Exception, language: str) -> str:
    """What `error` says, in `zh` or `en` where it has both."""
    said = getattr(error, "en" if language == "en" else "zh", None)
    return str(said) if said else str(error)
