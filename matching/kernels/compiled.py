"""One place that decides whether an inner loop runs compiled or in numpy, and that compiles, outside of any question.

A process starts with the numpy twins and answers at once. `compile_all`, called in the background by whoever owns
the process, compiles each loop once, keeps the machine code in a folder for the next process, and only then puts it
in the place of its twin. Where numba is absent nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Lock
from typing import Any, Generic, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_registered: list[Kernel[Any, Any]] = []
_compiling = Lock()
wanted = Event()  # set when a loop has run in numpy: compiling would be worth it


class Kernel(Generic[Arguments, Result]):
    """A function that runs its numpy twin until `compile` has been called."""

    def __init__(
        self,
        loop: Callable[..., Any],
        twin: Callable[Arguments, Result],
        signature: str,
        helpers: tuple[Callable[..., Any], ...],
    ) -> None:
        self.loop, self.twin, self.signature, self.helpers = loop, twin, signature, helpers
        self.__doc__, self.__name__ = twin.__doc__, twin.__name__
        self._run: Callable[Arguments, Result] = self._plain

    def _plain(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        wanted.set()
        return self.twin(*args, **kwargs)

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return self._run(*args, **kwargs)

    @property
    def compiled(self) -> bool:
        """Whether machine code runs."""
        return self._run != self._plain

    def compile(self) -> None:
        """Put machine code in the place of the twin; takes a second or so, less when it was kept."""
        import numba
        from numba.extending import register_jitable

        for helper in self.helpers:
            register_jitable(helper)
        self._run = numba.njit(self.signature, cache=True, nogil=True)(self.loop)


def kernel(
    twin: Callable[Arguments, Result], signature: str, helpers: tuple[Callable[..., Any], ...] = ()
) -> Callable[[Callable[..., Any]], Kernel[Arguments, Result]]:
    """Decorate a loop that numba can compile for `signature` with the numpy function that gives the same result.

    `helpers` are the functions of the same file that the loop calls.
    """

    def registered(loop: Callable[..., Any]) -> Kernel[Arguments, Result]:
        made = Kernel(loop, twin, signature, helpers)
        _registered.append(made)
        return made

    return registered


def modules() -> list[str]:
    """Where the loops that have been imported are written: what another process must import to compile the same."""
    return sorted({each.loop.__module__ for each in _registered})


def available() -> bool:
    """Whether there is anything to compile with."""
    return find_spec("numba") is not None


def compile_all(folder: Path) -> int:
    """Compile every loop that has been imported, keeping machine code in `folder`; how many run compiled.

    Raises OSError when the folder cannot be written.
    """
    if not available():
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    with _compiling:
        import numba

        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]  # made when numba is imported
        for each in _registered:
            if not each.compiled:
                each.compile()
    return len(_registered)
