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
STUCK: Sequence[Heading] = (
    NUMBER,
    ("项目", "Project", 32),
    ("阶段", "Stage", 12),
    ("停了几天", "Days standing still", 10),
    ("等什么", "What it waits for", 50),
    ("编号", "Id", 24),
)
LACKS: Sequence[Heading] = (
    NUMBER,
    ("需求项", "Line", 44),
    ("项目", "Project", 32),
    ("还差", "Still missing", 14),
    ("必须", "Must have", 10),
    ("等谁答复", "Waiting for", 36),
    ("编号", "Id", 24),
)
CLAIMS: Sequence[Heading] = (
    NUMBER,
    ("谁认领", "Who", 28),
    ("认领什么", "What", 44),
    ("多少", "How much", 16),
    ("期限", "When", 28),
)
ASKED: Sequence[Heading] = (
    NUMBER,
    ("项目", "Project", 32),
    ("等几份答复", "Answers awaited", 50),
)
STALE: Sequence[Heading] = (
    NUMBER,
    ("服务", "Service", 32),
    ("谁的", "Whose", 28),
    ("核实", "Confirmed", 32),
    ("编号", "Id", 24),
)
WEIGHTS: Sequence[Heading] = (
    NUMBER,
    ("理由", "Reason", 20),
    ("说明", "What it is", 70),
    ("出厂", "As shipped", 10),
    ("学了以后", "After learning", 10),
    ("变化", "Change", 10),
    ("例子", "Examples", 8),
    ("成了的", "Of them taken", 8),
)
VERSIONS: Sequence[Heading] = (
    NUMBER,
    ("版本", "Version", 28),
    ("学的日期", "Made on", 14),
    ("例子", "Examples", 10),
    ("正在用", "In use", 10),
)
