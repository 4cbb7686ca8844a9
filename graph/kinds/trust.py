"""What was shown and decided, consent, accounts, and the bookkeeping of imports and changes."""

from __future__ import annotations

from graph.kinds.common import ID, LINK_RECORD, NAME, RECORD
from graph.kinds.work import CANDIDATES
from graph.schema import LinkKind, NodeKind, Privacy, Property, Type, ends

SHOWN = NodeKind(
    "Shown",
    "曝光",
    "A list that was shown: the only honest ground for learning from decisions.",
    (
        ID,
        Property("shown_at", "时间", Type.MOMENT, "When.", Privacy.INTERNAL),
        Property("candidates", "名单", Type.STRINGS, "Ids in the order shown.", Privacy.INTERNAL),
        Property(
            "reasons", "理由", Type.STRINGS, "Strongest feature of each candidate, in the same order.", Privacy.INTERNAL
        ),
        Property("weights_version", "权重版本", Type.STRING, "Weights that ordered the list.", Privacy.INTERNAL),
        Property("kinds", "名单种类", Type.STRINGS, "Kind of each candidate, in the same order.", Privacy.INTERNAL),
        Property("features", "特征", Type.STRINGS, "Names of the features that were measured.", Privacy.INTERNAL),
        Property(
            "values",
            "特征值",
            Type.STRINGS,
            "Values of the features at that moment, a candidate in a string, in the same order.",
            Privacy.INTERNAL,
        ),
        Property(
            "propensities",
            "曝光概率",
            Type.STRINGS,
            "How likely each candidate was to be seen in its place.",
            Privacy.INTERNAL,
        ),
        Property("door", "入口", Type.STRING, "Page, interface or command that showed it.", Privacy.INTERNAL),
        *RECORD,
    ),
)
DECISION = NodeKind(
    "Decision",
    "判断",
    "What a person decided about a candidate that was shown.",
    (
        ID,
        Property("decided_at", "时间", Type.MOMENT, "When.", Privacy.INTERNAL),
        Property(
            "verdict",
            "判断",
            Type.STRING,
            "Chosen, kept in reserve, or not suited.",
            Privacy.INTERNAL,
            choices=("chosen", "reserve", "unsuited"),
        ),
        Property(
            "reason",
            "原因",
            Type.STRING,
            "Why it did not suit.",
            Privacy.INTERNAL,
            choices=("no_time", "wrong_skill", "too_far", "asked_too_often", "relation", "other"),
        ),
        *RECORD,
    ),
)
CONSENT = NodeKind(
    "Consent",
    "同意",
    "A person's consent: for what, since when, withdrawn when.",
    (
        ID,
        Property("scope", "范围", Type.STRING, "What may be used.", Privacy.PERSONAL),
        Property("purpose", "目的", Type.STRING, "What for.", Privacy.PERSONAL),
        Property("given_on", "日期", Type.DATE, "Day it was given.", Privacy.PERSONAL),
        Property("withdrawn_on", "撤回", Type.DATE, "Day it was withdrawn.", Privacy.PERSONAL),
        *RECORD,
    ),
)
ACCOUNT = NodeKind(
    "Account",
    "账号",
    "Somebody who may sign in.",
    (
        ID,
        NAME,
        Property("role", "角色", Type.STRING, "Role at a place level.", Privacy.INTERNAL),
        *RECORD,
    ),
)
AUDIT_EVENT = NodeKind(
    "AuditEvent",
    "审计",
    "Who did what, when.",
    (
        ID,
        Property("at", "时间", Type.MOMENT, "When.", Privacy.INTERNAL),
        Property("action", "动作", Type.STRING, "What was done.", Privacy.INTERNAL),
        *RECORD,
    ),
    bookkeeping=True,
)
IMPORT = NodeKind(
    "Import",
    "导入",
    "One load of one file, or one merge, that can be taken back.",
    (
        ID,
        Property("file", "文件", Type.STRING, "Name of the file.", Privacy.INTERNAL),
        Property("digest", "摘要", Type.STRING, "sha256 of the file.", Privacy.INTERNAL, indexed=True),
        Property("at", "时间", Type.MOMENT, "When it was loaded.", Privacy.INTERNAL),
        Property("status", "状态", Type.STRING, "Loaded or undone.", Privacy.INTERNAL, choices=("loaded", "undone")),
        Property("undone_at", "撤销时间", Type.MOMENT, "When it was taken back.", Privacy.INTERNAL),
        Property("rows", "行数", Type.INTEGER, "Rows loaded.", Privacy.INTERNAL),
        Property("left_out", "未导入", Type.INTEGER, "Rows left out.", Privacy.INTERNAL),
        Property(
            "verb",
            "动作",
            Type.STRING,
            "A file loaded, or two records merged.",
            Privacy.INTERNAL,
            choices=("load", "merge"),
        ),
        Property("summary", "概要", Type.STRING, "JSON: rows by list, records created and changed.", Privacy.INTERNAL),
    ),
    bookkeeping=True,
)
IMPORT_PAGE = NodeKind(
    "ImportPage",
    "导入底单",
    "A page of what an import touched and how each record was before.",
    (
        ID,
        Property("import_id", "导入", Type.STRING, "The import it belongs to.", Privacy.INTERNAL, indexed=True),
        Property("number", "页码", Type.INTEGER, "Its place among the pages, from 0.", Privacy.INTERNAL),
        Property("lines", "底单", Type.STRINGS, "JSON lines: each record before and after.", Privacy.PERSONAL),
    ),
    bookkeeping=True,
)
EDIT = NodeKind(
    "Edit",
    "修改",
    "One change of a record by hand, and how it was before: what it is taken back by.",
    (
        ID,
        Property("kind", "类别", Type.STRING, "Label of the record.", Privacy.INTERNAL),
        Property("record", "记录", Type.STRING, "Id of the record.", Privacy.INTERNAL, indexed=True),
        Property("revision", "修订", Type.INTEGER, "The record's revision after it.", Privacy.INTERNAL),
        Property("at", "时间", Type.MOMENT, "When.", Privacy.INTERNAL),
        Property("undoes", "撤销的修改", Type.STRING, "Id of the edit that it took back.", Privacy.INTERNAL),
        Property("lines", "底单", Type.STRINGS, "JSON lines: each record before and after.", Privacy.PERSONAL),
    ),
    bookkeeping=True,
)
LAYOUT = NodeKind(
    "Layout",
    "版式",
    "A user's correction of how a layout's columns are read.",
    (
        ID,
        Property("list", "表", Type.STRING, "List the layout holds.", Privacy.INTERNAL),
        Property("headings", "表头", Type.STRINGS, "The headings, in order.", Privacy.INTERNAL),
        Property(
            "fields",
            "字段",
            Type.STRINGS,
            "The field of each heading; empty for a column left unread.",
            Privacy.INTERNAL,
        ),
    ),
    bookkeeping=True,
)
SAMENESS = NodeKind(
    "Sameness",
    "同一与否",
    "A decision whether two names mean the same thing.",
    (
        ID,
        Property("kind", "类别", Type.STRING, "Label of the nodes.", Privacy.INTERNAL),
        Property("left", "一个", Type.STRING, "Id of the known one.", Privacy.INTERNAL),
        Property("right", "另一个", Type.STRING, "The other name, or id.", Privacy.PERSONAL),
        Property("same", "相同", Type.BOOLEAN, "True when both are one.", Privacy.INTERNAL),
        Property("at", "时间", Type.MOMENT, "When it was decided.", Privacy.INTERNAL),
    ),
    bookkeeping=True,
)
CHANGE = NodeKind(
    "Change",
    "变更",
    "What one transaction touched: the feed that keeps snapshots fresh.",
    (
        Property(
            "id",
            "编号",
            Type.STRING,
            "Time-ordered identifier (UUID version 7).",
            Privacy.INTERNAL,
            required=True,
            unique=True,
        ),
        Property("at", "时间", Type.MOMENT, "Clock of the writer.", Privacy.INTERNAL, indexed=True),
        Property("nodes", "节点", Type.STRINGS, "`Label:id` of each node written or removed.", Privacy.INTERNAL),
        Property(
            "links",
            "关系",
            Type.STRINGS,
            "`TYPE|FromLabel|from id|ToLabel|to id` of each relationship written or removed.",
            Privacy.INTERNAL,
        ),
    ),
    bookkeeping=True,
)
MIGRATION = NodeKind(
    "Migration",
    "迁移",
    "A schema step that has been applied.",
    (
        ID,
        Property("checksum", "校验", Type.STRING, "sha256 of the step.", Privacy.INTERNAL),
        Property("at", "时间", Type.MOMENT, "When it finished; empty while under way.", Privacy.INTERNAL),
    ),
    bookkeeping=True,
)

LEASE = NodeKind(
    "Lease",
    "占用",
    "One process at a time does a piece of upkeep; the lease ends by itself if that process dies.",
    (
        ID,
        Property("holder", "持有者", Type.STRING, "The process that holds it.", Privacy.INTERNAL),
        Property("until", "到期", Type.MOMENT, "When it ends unless renewed.", Privacy.INTERNAL),
        Property("turn", "轮次", Type.INTEGER, "Grows with every attempt to take it.", Privacy.INTERNAL),
    ),
    bookkeeping=True,
)

NODES = (
    SHOWN,
    DECISION,
    CONSENT,
    ACCOUNT,
    AUDIT_EVENT,
    IMPORT,
    IMPORT_PAGE,
    EDIT,
    LAYOUT,
    SAMENESS,
    CHANGE,
    MIGRATION,
    LEASE,
)

LINKS = (
    LinkKind(
        "SHOWN_FOR", "曝光于", "The requirement a shown list answered.", ends("Shown", "Requirement"), LINK_RECORD
    ),
    LinkKind(
        "DECIDED_ON",
        "判断对象",
        "The shown list and the candidate a decision is about.",
        ends("Decision", "Shown " + CANDIDATES),
        LINK_RECORD,
    ),
    LinkKind("GAVE", "给出", "Whose consent it is.", ends("Resident Expert", "Consent"), LINK_RECORD),
)
