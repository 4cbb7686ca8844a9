"""What a coordinator asks before anybody is called: whose matter it is, who must come, who solved it before.

`Matter` is one need or project as it is judged; the verbs below answer about it. Nothing is written here except what
people decide about needs that may be one.
"""

from service.consulting.agenda import Agenda, AgendaTopic, agenda_of
from service.consulting.asked import Matter, asked_of, shipped_knowledge
from service.consulting.cases import SimilarCases, SolvedCase, similar_cases
from service.consulting.convening import CalledParty, LevelFound, Stakeholders, level_of, stakeholders_of
from service.consulting.lore import Lore, lore_of
from service.consulting.uniting import NeedClusters, NeedGroup, NeedLine, decide_need, need_clusters

__all__ = [
    "Agenda",
    "AgendaTopic",
    "CalledParty",
    "LevelFound",
    "Lore",
    "Matter",
    "NeedClusters",
    "NeedGroup",
    "NeedLine",
    "SimilarCases",
    "SolvedCase",
    "Stakeholders",
    "agenda_of",
    "asked_of",
    "decide_need",
    "level_of",
    "lore_of",
    "need_clusters",
    "shipped_knowledge",
    "similar_cases",
    "stakeholders_of",
]
