"""Places, people and what they can do."""

from __future__ import annotations

from dataclasses import replace

from graph.kinds.common import (
    ALIASES,
    CONFIRMED_ON,
    HOURS,
    HOURS_CAP,
    ID,
    LAST_ACTIVE,
    LINK_RECORD,
    NAME,
    NOTE,
    PHONE,
    RECORD,
    REVISION,
    ROLE,
    TEXT,
    VALID_UNTIL,
    WINDOWS,
)
from graph.schema import LinkKind, NodeKind, Privacy, Property, Type, ends

# From the widest to the narrowest.
PLACE_LEVELS = ("district", "street", "community", "grid", "compound", "building", "entrance")
# A remark on a person may tell of their health or their family.
PERSON_NOTE = replace(NOTE, privacy=Privacy.SENSITIVE)
PERSON_NAME = replace(NAME, privacy=Privacy.PERSONAL, headings=("姓名", "志愿者", "骨干"))

PLACE = NodeKind(
    "Place",
    "地点",
    "A place in the one hierarchy from district to entrance.",
    (
        ID,
        NAME,
        ALIASES,
        Property(
            "level",
            "层级",
            Type.STRING,
            "Level in the hierarchy.",
            Privacy.PUBLIC,
            required=True,
            choices=PLACE_LEVELS,
        ),
        Property("code", "代码", Type.STRING, "National code where one exists, else a local one.", Privacy.PUBLIC),
        TEXT,
        VALID_UNTIL,
        *RECORD,
    ),
)

RESIDENT = NodeKind(
    "Resident",
    "居民",
    "A resident; matching may see one only with consent.",
    (
        ID,
        PERSON_NAME,
        PHONE,
        Property(
            "age_band",
            "年龄段",
            Type.STRING,
            "Ten years as 60-69, never a birth date.",
            Privacy.PERSONAL,
            headings=("年龄",),
        ),
        Property(
            "consent",
            "同意参与匹配",
            Type.BOOLEAN,
            "True when the person agreed to be recommended.",
            Privacy.INTERNAL,
            headings=("是否同意", "愿意参与", "授权"),
        ),
        Property(
            "posts",
            "担任职务",
            Type.STRINGS,
            "Posts held: 门长, 楼长, 院长, 居民代表 ….",
            Privacy.INTERNAL,
            headings=("职务", "身份"),
        ),
        replace(HOURS, privacy=Privacy.INTERNAL),
        replace(WINDOWS, privacy=Privacy.INTERNAL),
        HOURS_CAP,
        Property(
            "joined_on", "加入日期", Type.DATE, "First day in the service; recent ones are new faces.", Privacy.INTERNAL
        ),
        replace(LAST_ACTIVE, privacy=Privacy.INTERNAL),
        Property(
            "confirmed_on",
            "最近确认",
            Type.DATE,
            "When the person last confirmed what they can do and when.",
            Privacy.INTERNAL,
        ),
        PERSON_NOTE,
        REVISION,
        *RECORD,
    ),
)

EXPERT = NodeKind(
    "Expert",
    "专家/辅导员",
    "A project mentor, scholar or social worker with limited hours.",
    (
        ID,
        PERSON_NAME,
        PHONE,
        Property("title", "职称", Type.STRING, "Profession or certificate.", Privacy.PUBLIC),
        TEXT,
        HOURS,
        WINDOWS,
        HOURS_CAP,
        Property(
            "consent",
            "同意参与匹配",
            Type.BOOLEAN,
            "False when the person refused to be recommended.",
            Privacy.INTERNAL,
        ),
        CONFIRMED_ON,
        LAST_ACTIVE,
        PERSON_NOTE,
        REVISION,
        *RECORD,
    ),
)

SKILL = NodeKind(
    "Skill",
    "技能/能力",
    "A concept of the shared vocabulary for what someone can do or provide.",
    (
        ID,
        NAME,
        Property("label_en", "英文名", Type.STRING, "Preferred label in English.", Privacy.PUBLIC),
        ALIASES,
        Property("theme", "主题", Type.STRING, "Broad theme the concept belongs to.", Privacy.PUBLIC),
        Property("version", "版本", Type.STRING, "Vocabulary release that brought the concept.", Privacy.PUBLIC),
        *RECORD,
    ),
)

NODES = (PLACE, RESIDENT, EXPERT, SKILL)

LINKS = (
    LinkKind(
        "LIVES_AT",
        "住在",
        "Where a resident lives, no finer than the entrance.",
        ends("Resident", "Place"),
        LINK_RECORD,
    ),
    LinkKind(
        "HOLDS_POST",
        "任职",
        "A resident's post at a place.",
        ends("Resident", "Place"),
        (Property("post", "职务", Type.STRING, "Name of the post.", Privacy.INTERNAL, required=True), *LINK_RECORD),
        key=("post",),
    ),
    LinkKind(
        "HAS_SKILL",
        "会",
        "What a person or body can do.",
        ends("Resident Expert Organization Unit", "Skill"),
        (
            Property("confirmed_on", "确认日期", Type.DATE, "When the skill was last confirmed.", Privacy.INTERNAL),
            Property("text", "原话", Type.STRING, "The words in which the skill was declared.", Privacy.INTERNAL),
            *LINK_RECORD,
        ),
    ),
    LinkKind(
        "MEMBER_OF",
        "成员",
        "Membership in a group or alliance.",
        ends("Resident", "Organization") + ends("Unit Organization", "Alliance"),
        (ROLE, *LINK_RECORD),
    ),
    LinkKind(
        "CONFLICTS_WITH",
        "不宜同组",
        "Two parties who should not be asked to work together.",
        ends("Resident Organization Unit Expert", "Resident Organization Unit Expert"),
        (Property("reason", "原因", Type.STRING, "Why, in one sentence.", Privacy.SENSITIVE), *LINK_RECORD),
    ),
    LinkKind("BROADER", "上位", "A concept's broader concept.", ends("Skill", "Skill"), LINK_RECORD),
    LinkKind("RELATED", "相关", "A concept next to another, one step away.", ends("Skill", "Skill"), LINK_RECORD),
)
