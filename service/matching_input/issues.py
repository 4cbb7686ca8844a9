"""What issues are judged with, from the tables that are shipped and the concepts that are known."""

from __future__ import annotations

from collections.abc import Sequence

import seeds.issues
from matching.issues.knowledge import IssueWeights, Knowledge
from matching.language.encoder import Encoder
from matching.language.vocabulary import Concept, Vocabulary
from seeds.skills import vocabulary


def knowledge_of(
    encoder: Encoder | None, concepts: Sequence[Concept] | None = None, weights: IssueWeights | None = None
) -> Knowledge:
    """The shipped tables and weights, read with `concepts` (the shipped vocabulary when none are told)."""
    known = concepts if concepts is not None else [Concept.shipped(values) for values in vocabulary()]
    own = weights if weights is not None else IssueWeights.of(seeds.issues.issue_weights())
    return Knowledge.build(seeds.issues.issue_tables(), own, Vocabulary.build(known), encoder)
