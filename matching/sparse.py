"""Sparse arrays, without the parts of numpy that scipy would read along for names nobody here uses.

Its view of numpy as one array library among several copies every name of numpy, those too that numpy itself reads
only when asked for: the writer of Fortran wrappers, the tests' tools, masked arrays. A tenth of the start.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

SELDOM = ("ctypeslib", "f2py", "ma", "polynomial", "testing")


class _Seldom(ModuleType):
    """Stands in scipy's copy for a part of numpy, which is read when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


_put = {name: _Seldom(f"numpy.{name}") for name in SELDOM if name not in vars(np)}
vars(np).update(_put)
try:
    from scipy import sparse
finally:
    for _name, _stand_in in _put.items():
        if vars(np).get(_name) is _stand_in:
            delattr(np, _name)

__all__ = ["sparse"]
