"""Every node and relationship kind, declared once.

Constraints, indexes, upserts, row validation, import templates, API schemas and the data dictionary all come
from these declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.kinds import community, providers, trust, work
from graph.schema import LinkKind, NodeKind

NODES: Mapping[str, NodeKind] = MappingProxyType(
    {kind.label: kind for group in (community, providers, work, trust) for kind in group.NODES}
)
LINKS: Mapping[str, LinkKind] = MappingProxyType(
    {kind.type: kind for group in (community, providers, work, trust) for kind in group.LINKS}
)
CANDIDATES = tuple(work.CANDIDATES.split())

__all__ = ["CANDIDATES", "LINKS", "NODES"]
