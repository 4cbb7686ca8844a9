"""Mentors proposed for projects that have none, as a workbook. No phones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from service.sheets import Heading, Row, workbook
from service.staffing.mentoring import Mentoring

MENTORS: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("项目", "Project", 30),
    ("时数", "Hours", 8),
    ("辅导员", "Mentor", 16),
    ("理由", "Reasons", 70),
)


def mentor_list(found: Mentoring, *, day: date, language: str) -> bytes:
    """The mentors proposed, a line each project, with the reasons or why there is none."""
    english = language == "en"
    rows: list[Row] = []
    for line in found.lines:
        reasons = [f"{one.en if english else one.zh} {one.contribution:+.2f}" for one in line.reasons]
        why = line.why_none[1] if english else line.why_none[0]
        name = line.mentor.name if line.mentor else ""
        rows.append((line.project.name, line.hours, name, "\n".join(reasons) or why))
    title = "Mentors proposed" if english else "辅导员配对建议"
    note = "Within the hours left this month." if english else "不超过各人本月余下的时数。"
    return workbook([("Mentors" if english else "辅导员", title, MENTORS, rows)], note, day, english=english)
