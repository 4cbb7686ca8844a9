"""The live community: the latest snapshot and the matcher over it, shared by every request of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from graph.embedded import START_UP
from graph.errors import EngineProblem, GraphError, GraphUnavailable
from graph.restore import check_whole
from graph.snapshot import Snapshot, build, refresh
from graph.snapshot_file import load, save
from graph.store import Store
from matching.matcher import Matcher
from matching.question import foresee
from matching.weights import Weights, heard
from service import matching_input
from service.decisions.feedback import ShownLog
from service.experience import Experiences, experience_of
from service.experience.opinions import KeptOpinions
from service.learning.retraining import Versions
from service.matching_input import MatchingInput
from service.structured import structlog
from service.texts.wordlore import Wordlore

# Seconds. A write of another process has to be seen within one: looked for every LOOK_EVERY while requests come,
# and no request is answered from a state older than USABLE without waiting for a newer one.
LOOK_EVERY = 0.25
USABLE = 0.7
PATIENCE = 1.0  # that a request waits for a newer state before it answers from the last one
FROZEN = 2.0  # that the database answers nobody before it counts as away: it may be there and do nothing
OWN_PATIENCE = 8.0  # the same where the last one lacks a write of this process: who wrote asks next
PATIENCE_AT_END = 5.0  # seconds that closing waits for a look at the feed
RETRY_AFTER = 2.0  # between attempts while the database is away
IN_TURNS = 0.001  # between two lines that are worked out before somebody asks for them
SAVE_EVERY = 60.0  # between saved copies; the feed bridges what came after
log = structlog.get_logger("heli.community")


def snapshot_folder(engine: str, data: Path) -> Path:
    """Where the copies of the snapshot of this engine's graph are saved."""
    return data / "snapshots" / engine


class Current(NamedTuple):
    """A snapshot and the matcher over exactly this snapshot."""

    snapshot: Snapshot
    matcher: Matcher


@dataclass(frozen=True)
class Freshness:
    """How old the answers are: when the snapshot last agreed with the database, whether that is away now, and why."""

    version: str
    agreed_at: datetime
    seconds: float
    away: bool
    trouble: GraphError | None = None


@dataclass(frozen=True, eq=False)
class _State:
    """A snapshot, when the feed was last read for it (monotonic), and this process's commits until then."""

    snapshot: Snapshot
    looked: float
    commits: int
    away: bool = False
    trouble: GraphError | None = None


@dataclass(frozen=True, eq=False)
class _Derived:
    """The matcher over a state's snapshot."""

    state: _State
    input: MatchingInput
    matcher: Matcher
    weights: Weights
    held: KeptOpinions | None


class _Kept(NamedTuple):
    """A snapshot saved by an earlier process, and what matching makes of it."""

    snapshot: Snapshot
    input: MatchingInput


class Community:
    """Holds the snapshot of `store`, brings it up to date when asked, and answers from the last one meanwhile.

    Safe to share between threads. Writes of this process are visible at once, those of others within a second.
    While the database is away the last snapshot (or the one saved under `data`) keeps answering.
    """

    def __init__(
        self,
        store: Store,
        data: Path,
        wordlore: Wordlore | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store, self.folder = store, snapshot_folder(store.engine, data)
        self.wordlore = wordlore or Wordlore()
        self.weights, self.shown, self.experiences = Versions(data), ShownLog(data), Experiences(data)
        self._kept: _Kept | None = None
        self._clock, self._lock = clock, threading.Lock()
        self._state: _State | None = None
        self._attempt: Future[_State] | None = None
        self._attempted = 0.0  # when it began
        self._looking: threading.Thread | None = None
        self._closing = threading.Event()
        self._derived: _Derived | None = None
        self._deriving = threading.Lock()
        self._foreseen: MatchingInput | None = None
        self._saved: tuple[str, float] = ("", -SAVE_EVERY)
        self._saving = threading.Lock()

    def recall(self, now: datetime) -> None:
        """Read what the last process saved and make it ready for questions; the database need not answer yet."""
        snapshot = load(self.folder)
        if snapshot is not None:
            self._kept = _Kept(snapshot, self._input(replace(snapshot, at=now), None))

    def snapshot(self, now: datetime) -> Snapshot:
        """The community as it is; GraphError only when there has never been a snapshot."""
        return self._fresh(now).snapshot

    def matcher(self, now: datetime) -> Matcher:
        """The matcher over the community as it is; use `current` for the snapshot that belongs to it."""
        return self.current(now).matcher

    def current(self, now: datetime) -> Current:
        """The snapshot and its matcher, which belong together."""
        state, derived = self._fresh(now), self._derived
        if derived is not None and self._holds(derived.input, state.snapshot):
            return Current(state.snapshot, self._weighed(derived).matcher)
        if derived is None or not self._is_usable(derived.state):
            derived = self._derive(state)
        return Current(derived.state.snapshot, self._weighed(derived).matcher)

    def freshness(self, now: datetime) -> Freshness:
        """How old the answers given at `now` are."""
        state = self._fresh(now)
        seconds = max(0.0, (now - state.snapshot.at).total_seconds())
        return Freshness(state.snapshot.version, state.snapshot.at, seconds, state.away, state.trouble)

    def close(self) -> None:
        """Save the last snapshot for the next start; the store stays open, and nobody here reads it any more."""
        self._closing.set()
        with self._lock:
            looking = self._looking
        if looking is not None:  # whoever closes the store next must not close it under a look, nor under what follows
            looking.join(PATIENCE_AT_END)
        if self._state is not None:
            self._save(self._state.snapshot)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fresh(self, now: datetime) -> _State:
        # The attempt under way may have read the feed before our own last write: then another has to follow.
        for _ in range(2):
            with self._lock:
                state, attempt = self._state, self._attempt
                if state is not None and self._is_usable(state, RETRY_AFTER if state.away else LOOK_EVERY):
                    return state
                if attempt is None:
                    attempt, self._attempted = Future(), self._clock()
                    self._attempt = attempt
                    self._looking = threading.Thread(target=self._look, args=(attempt, state, now), daemon=True)
                    self._looking.start()
            if state is None:
                attempt.result()
            elif state.away or self._is_usable(state):
                return state
            else:
                # Whoever wrote a moment ago got an answer: a machine that is busy, not a database that is frozen.
                own = state.commits != self.store.commits
                self._wait(attempt, self._attempted + (OWN_PATIENCE if own else PATIENCE))
                if self._is_frozen(attempt, state):
                    break
        assert self._state is not None
        return self._state

    def _wait(self, attempt: Future[_State], until: float) -> None:
        with suppress(TooSlow):
            attempt.result(max(0.0, until - self._clock()))

    def _is_frozen(self, attempt: Future[_State], state: _State) -> bool:
        """Whether the attempt waits for a database that answers nobody; then the state is told to be of before."""
        silence = self.store.silence() if not attempt.done() else 0.0
        if FROZEN > silence > FROZEN / 4:
            self._wait(attempt, self._clock() + FROZEN - silence)
            silence = self.store.silence()
        with self._lock:
            if attempt.done() or silence < FROZEN or self._state is not state:
                return False
            self._state = replace(state, away=True)
        log.warning("graph away", answering_from=state.snapshot.at.isoformat(), error="no answer")
        return True

    def _is_usable(self, state: _State, seconds: float = USABLE) -> bool:
        return self._clock() - state.looked < seconds and state.commits == self.store.commits

    def _look(self, attempt: Future[_State], state: _State | None, now: datetime) -> None:
        """Bring the state up to date and tell everybody who waits for this attempt."""
        try:
            newer = self._newer(state, now)
        except BaseException as error:  # noqa: BLE001 - raised again in the threads that wait
            with self._lock:
                self._attempt = None
            attempt.set_exception(error)
            return
        with self._lock:
            self._state, self._attempt = newer, None
        attempt.set_result(newer)
        if self._derived is not None:  # somebody asks for partners here: have them ready
            self._foresee(self._derive(newer).input)
        if self._clock() - self._saved[1] >= SAVE_EVERY:
            self._save(newer.snapshot)

    def _foresee(self, found: MatchingInput) -> None:
        """Work out what the open lines mean before somebody asks for them, in turns with those who ask now."""
        sentences = self.wordlore.sentences
        if self._foreseen is found or (sentences is not None and not sentences.wait(0.0)):
            return
        self._foreseen = found
        for text in found.lines:
            if self._closing.is_set() or self._derived is None or self._derived.input is not found:
                return
            if foresee(found.data, text):
                time.sleep(IN_TURNS)

    def _newer(self, state: _State | None, now: datetime) -> _State:
        looked, commits = self._clock(), self.store.commits
        known = state.snapshot if state is not None else self._recalled()
        try:
            check_whole(self.store)  # what is half restored is no community
            snapshot = refresh(known, self.store, now) if known is not None else build(self.store, now)
            if snapshot is not known:
                check_whole(self.store)
        except (EngineProblem, GraphUnavailable) as error:
            refused = isinstance(error, EngineProblem) and error.code not in START_UP  # it answered: a fault, not away
            if known is None or refused:
                raise
            if state is None or not state.away:
                log.warning("graph away", answering_from=known.at.isoformat(), error=type(error).__name__)
            return _State(known, self._clock(), commits, away=True, trouble=error)
        if state is not None and state.away:
            log.info("graph back")
        # Nothing new is news, too: the snapshot agrees with the database as of now.
        return _State(replace(snapshot, at=now) if snapshot is known else snapshot, looked, commits)

    def _recalled(self) -> Snapshot | None:
        return self._kept.snapshot if self._kept is not None else load(self.folder)

    def _derive(self, state: _State) -> _Derived:
        with self._deriving:
            before = self._derived
            if before is not None and before.state.looked > state.looked:
                return before
            if before is not None and self._holds(before.input, state.snapshot):
                self._derived = replace(before, state=state)
                return self._derived
            found = before.input if before is not None else self._kept.input if self._kept is not None else None
            if found is None or not self._holds(found, state.snapshot):
                found = self._input(state.snapshot, found)
            self._kept = None
            self._derived = self._matching(state, found)
            return self._derived

    def _matching(self, state: _State, found: MatchingInput) -> _Derived:
        """A matcher with the weights in use and with what was learned from past work, which makes it count more."""
        weights, held = self.weights.current(), self.experiences.held
        experience = experience_of(held, found.data)
        if experience is None:
            return _Derived(state, found, Matcher(found.data, weights), weights, held)
        data = replace(found.data, experience=experience)
        return _Derived(state, found, Matcher(data, heard(weights, experience)), weights, held)

    def _weighed(self, derived: _Derived) -> _Derived:
        """The same with the weights in use and what past work says: others may have been chosen since, more learned."""
        if derived.weights is self.weights.current() and derived.held is self.experiences.held:
            return derived
        with self._deriving:
            weighed = self._matching(derived.state, derived.input)
            if self._derived is derived:
                self._derived = weighed
            return weighed

    def _input(self, snapshot: Snapshot, previous: MatchingInput | None) -> MatchingInput:
        return matching_input.build(snapshot, self.wordlore.concepts, previous, self.wordlore.sentences)

    def _holds(self, found: MatchingInput, snapshot: Snapshot) -> bool:
        # Sentence vectors that were not ready then may be now.
        sentences = self.wordlore.sentences
        late = found.vectors_wanted and sentences is not None and not sentences.working
        return found.holds_for(snapshot) and not late

    def _save(self, snapshot: Snapshot) -> None:
        with self._saving:  # one after the other, so that what is closed is saved when it says so
            if snapshot.version == self._saved[0]:
                return
            try:
                save(snapshot, self.folder)
            except OSError as error:
                log.warning("snapshot not saved", error=error.strerror or type(error).__name__)
            self._saved = (snapshot.version, self._clock())
