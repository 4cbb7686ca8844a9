"""The columns of the lists people leaf through, as they stand in workbooks."""

from __future__ import annotations

from collections.abc import Sequence

from service.sheets import Heading

NUMBER: Heading = ("序号", "No.", 6)
PROJECTS: Sequence[Heading] = (
    NUMBER,
    ("项目", "Project", 32),
    ("内容", "What it is", 50),
    ("阶段", "Stage", 12),
    ("落实的需求项", "Lines met", 12),
    ("地点", "Place", 20),
    ("停了几天", "Days standing still", 10),
    ("编号", "Id", 24),
)
NEEDS: Sequence[Heading] = (
    NUMBER,
    ("需求", "Need", 50),
    ("说明", "Details", 30),
    ("阶段", "Stage", 12),
    ("急不急", "Urgency", 8),
    ("地点", "Place", 20),
    ("回应的项目", "Projects", 30),
    ("编号", "Id", 24),
)
RESOURCES: Sequence[Heading] = (
    NUMBER,
    ("名称", "Name", 28),
    ("种类", "Sort", 20),
    ("能做什么", "What it can do", 40),
    ("说明", "Remark", 40),
    ("谁的", "Whose", 24),
    ("地点", "Place", 20),
    ("核实", "Confirmed", 14),
    ("编号", "Id", 24),
)
PLACES: Sequence[Heading] = (
    NUMBER,
    ("地点", "Place", 28),
    ("层级", "Level", 10),
    ("在哪里面", "Part of", 44),
    ("那里有什么", "What is there", 50),
    ("编号", "Id", 28),
)
IMPORTS: Sequence[Heading] = (
    NUMBER,
    ("文件", "File", 36),
    ("时间", "When", 20),
    ("写入的行", "Rows written", 10),
    ("没写的行", "Rows left out", 10),
    ("内容", "Lists", 40),
    ("状态", "State", 10),
    ("编号", "Id", 24),
)
DOUBLES: Sequence[Heading] = (
    NUMBER,
    ("种类", "Kind", 12),
    ("一个", "One", 28),
    ("另一个", "The other", 28),
    ("为什么像", "Why they look alike", 60),
)
FOUND: Sequence[Heading] = (
    NUMBER,
    ("种类", "Kind", 14),
    ("名称", "Name", 30),
    ("内容", "Text", 60),
    ("怎么找到的", "Found by", 16),
    ("编号", "Id", 24),
)
