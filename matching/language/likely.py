"""A second reading of lines whose words name no concept: the concepts whose own words look most like them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.language.text import KEPT_TEXTS, TextIndex, shared_words, simplify, wording

# How like a concept's word a line must be, and how near to the best the next concept.
ALIKE, NEXT, MOST = 0.4, 0.9, 2
# Where something is done, not what: 上门送报 resembles 送餐上门 in nothing else.
WHERE = re.compile("上门|入户|到家")
COUNT = r"(?:[一二两三四五六七八九十几\d]+|每)(?:[个位名间次场天]|人(?!工)|些)"
WHO = (
    r"(?:老师傅|师傅|老师|大姐|大哥|大妈|阿姨|叔叔|奶奶|志愿者|义工|高手|行家|能手|好手|巧手|年轻人|小伙子|大学生"
    r"|手艺人|老先生|邻居|朋友|壮劳力|人)"
)
START = r"(?:^|(?<=[ ，,。;；、:：!?！？]))"
# Words that ask, count and name the helper: they say nothing about the ability.
ASKING = re.compile(
    rf"{COUNT}"
    rf"|(?:想|要|得|可以)?(?:找|招募|招|征集|寻找|需要|急需|缺少|缺|希望有?|最好|有没有|愿意|擅长|有谁|谁)"
    rf"(?:个|位|名)?(?:会|能|懂|来)?(?!议)"
    rf"|{START}(?:会(?![议计员场客展])|能(?![源力])|懂得?|有(?!声)|请|想|得|要|个|给|替|为|帮忙|帮着|帮助|帮)+"
    rf"|(?:的|得来)?{WHO}(?=$|[ ，,。;；、:：!?！？])"
    rf"|帮忙|帮着|一下|的(?=$|[ ，,。;；、:：!?！？])"
)
# Who pays for what: 自理 is here no care of anybody.
PAID_BY_EACH = re.compile(
    r"(?:往返)?(?:材料|费|费用|食宿|住宿|吃住|交通|路|车|餐|餐饮|午餐|门票|车票|茶歇|器材|工具|耗材|用品)"
    r"(?:费用?)?(?:[等均都全需须请要]|各自|自己|一律){0,3}自理(?!能力|困难)"
)


def content(text: str) -> str:
    """What a simplified line asks for, without the words that only ask, count, name the helper or say who pays."""
    kept, before = PAID_BY_EACH.sub(" ", text), ""
    while kept != before:
        before, kept = kept, " ".join(ASKING.sub(" ", kept).split())
    return kept


@dataclass(frozen=True, eq=False)
class Likely:
    """The words of all concepts, comparable with a line."""

    index: TextIndex
    rows: NDArray[np.int64]  # word → concept
    lighter: Mapping[str, float]

    @classmethod
    def build(cls, words: Sequence[tuple[str, int]], lighter: Mapping[str, float]) -> Likely:
        """Index words with the concepts that they name; those in `lighter` count for that share."""
        rows = dict(words)
        return cls(TextIndex.build(rows), np.fromiter(rows.values(), np.int64, len(rows)), lighter)

    def read(self, text: str) -> list[tuple[int, str, str]]:
        """Concept, the line's words and the concept's word that they resemble; the most alike first."""
        asked = content(text)
        scores = self.index.similar(wording([(asked, 1.0)], self.lighter))
        found: dict[int, tuple[float, str, str]] = {}
        for at in np.argsort(-scores, kind="stable")[:20].tolist():
            if scores[at] < max(ALIKE, NEXT * max((score for score, _, _ in found.values()), default=0.0)):
                break
            alike = shared_words(asked, self.index.simple[at])
            shared = [word for word in alike if word not in self.lighter and len(WHERE.sub("", word)) > 1]
            concept = int(self.rows[at])
            if shared and concept not in found and len(found) < MOST:
                found[concept] = (float(scores[at]), shared[0], self.index.texts[at])
        return [(concept, said, known) for concept, (_, said, known) in found.items()]


@lru_cache(maxsize=KEPT_TEXTS)
def plain_content(text: str) -> str:
    """The content of a line as written; the line itself, but for who pays, when nothing would remain."""
    plain = simplify(text)
    return content(plain) or PAID_BY_EACH.sub(" ", plain).strip()
