"""What can go wrong in matching, each naming the thing and what to do."""

from __future__ import annotations


class MatchingError(Exception):
    """Base of everything this package raises on purpose."""


class UnknownCandidate(MatchingError):
    """No candidate of this kind and id is in the data."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"没有找到 {kind} {key}；请核对编号。 No {kind} {key} among the candidates; check the id.")
        self.kind, self.key = kind, key


class BadWeights(MatchingError):
    """Weights that do not belong to the features this version measures."""


class BadAsk(MatchingError):
    """A question that cannot be answered as it stands."""


class BadSet(MatchingError):
    """A set for evaluation that cannot be read as it stands; says in which file and line."""

    def __init__(self, place: str, zh: str, en: str) -> None:
        self.place, self.zh, self.en = place, f"{place}：{zh}。", f"{place}: {en}."
        super().__init__(f"{self.zh} {self.en}")


class NothingToAsk(BadSet):
    """A set that puts no question under a task's rules; another task may find some."""


class WorkerEnded(MatchingError):
    """A process that helped to answer ended before its work was done; `trouble` is what it said, if anything."""

    def __init__(self, trouble: str = "") -> None:
        zh, en = trouble or "多半是内存不足", trouble or "most likely for want of memory"
        self.zh = f"一个协助评测的进程中途退出（{zh}）；若是内存不足，请腾出一些，再重新运行"
        self.en = f"a process that helped to answer ended early ({en}); free memory if it was short and run it again"
        super().__init__(f"{self.zh}。 {self.en[0].upper()}{self.en[1:]}.")


class BadModel(MatchingError):
    """A model of an operator that cannot be used; says which file and why."""

    def __init__(self, place: object, zh: str, en: str) -> None:
        self.zh, self.en = f"{place}：{zh}", f"{place}: {en}"
        super().__init__(f"{self.zh}。 {self.en}.")
