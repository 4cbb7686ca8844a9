"""Learn the weights of the rules of issues from a set of community cases: prints the JSON that seeds/ ships.

python -m bench.issue_weights FOLDER > seeds/issue_weights.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from matching.evaluation.cases_fit import MeasuredSet, learn
from matching.evaluation.cases_set import read_cases
from matching.issues.knowledge import IssueWeights
from matching.language.encoder import installed
from service.matching_input.issues import knowledge_of

NOTHING = IssueWeights("", {}, {}, {}, {})


def main(folder: str) -> None:
    """Learn from the set in a folder, with the encoder."""
    encoder = installed()
    if encoder is None:
        sys.exit("The extra `encoder` is needed: the weights with it are learned too.")
    lesson = MeasuredSet(read_cases(Path(folder)), knowledge_of(encoder, weights=NOTHING))
    print(json.dumps(learn(lesson).as_json(), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
