"""What people are told: every problem in plain words, Chinese and English, with what to type instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.errors import inner, quoted
from graph.reading import proposals
from graph.reading.codes import without_identity_numbers
from graph.reading.gazetteer import Gazetteer
from graph.reading.lists import LISTS, ListKind
from graph.reading.numerals import has_words
from graph.reading.phones import mask_phones
from graph.reading.refusals import filled
from graph.reading.report import FieldValue, Problem
from graph.reading.tidy import tidy
from graph.reading.words import WORDS, words_of
from graph.workbook.reader import Cell

ERRORS = frozenset(
    (
        "missing_value",
        "bad_date",
        "bad_period",
        "bad_quantity",
        "bad_money",
        "bad_phone",
        "too_large",
        "bad_credit_code",
        "id_number_present",
        "formula_without_value",
        "conflicting_row",
    )
)
LONGEST_QUOTE = 24


@dataclass(frozen=True)
class About:
    """The cell a problem is about: its heading and field, what stands in it, what was read from it."""

    heading: str
    field: str
    cell: Cell
    values: Mapping[str, FieldValue]
    kind: ListKind
    gazetteer: Gazetteer
    meant: Mapping[str, FieldValue]


# code → message zh, message en, suggestion zh, suggestion en; {value} is what was typed, {heading} the column.
TEXTS: Mapping[str, tuple[str, str, str, str]] = {
    "missing_value": (
        "“{heading}”没有填，这一行缺了它就不知道说的是什么。",
        "“{heading}” is empty; without it the row does not say what it is about.",
        "请补上“{heading}”，或者删掉这一行。",
        "Fill in “{heading}”, or delete the row.",
    ),
    "bad_date": (
        "“{value}”不是一个存在的日期。",
        "“{value}” is not a date that exists.",
        "请改成真实的日期，例如 2026-03-05。",
        "Type a real date, for example 2026-03-05.",
    ),
    "bad_period": (
        "结束日期早于开始日期。",
        "The end is before the start.",
        "请核对起止日期，前面写开始、后面写结束。",
        "Check both dates: the start first, then the end.",
    ),
    "bad_quantity": (
        "“{value}”里的数字读不出来。",
        "The digits in “{value}” cannot be read.",
        "请只写数字和单位，例如 30人；检查是否把 0 打成了字母 O。",
        "Type a number and its unit, for example 30人; look for a letter O typed instead of 0.",
    ),
    "bad_money": (
        "“{value}”里的金额读不出来。",
        "The amount in “{value}” cannot be read.",
        "请写成数字，例如 3000 或 1.5万元。",
        "Type a number, for example 3000 or 1.5万元.",
    ),
    "too_large": (
        "“{value}”太长（名称最多1000字）或数太大，存不下；这一行不导入。",
        "“{value}” is too long (a name has at most 1000 characters) or too large a number to be kept; this row is "
        "left out.",
        "请改短，或核对是不是多打了几位。",
        "Shorten it, or look for digits typed too often.",
    ),
    "bad_phone": (
        "“{value}”不是完整的电话号码。",
        "“{value}” is not a complete phone number.",
        "请写11位手机号或带区号的座机，例如 010-12345678；单元格格式设为“文本”，免得变成科学计数。",
        "Type 11 digits, or a landline with area code such as 010-12345678; set the cell's format to text.",
    ),
    "bad_credit_code": (
        "“{value}”不是有效的统一社会信用代码（位数、字符或校验码不对）。",
        "“{value}” is not a valid unified social credit code (length, characters or check digit).",
        "请对照证书重新填写18位代码，单元格格式设为“文本”；没有代码就留空。",
        "Copy the 18 characters from the certificate into a text cell; leave it empty where there is none.",
    ),
    "id_number_present": (
        "这里有身份证号（或本列专填身份证号）。身份证号一律不收、不存。",
        "There is an identity number here, or the column is meant for one. Identity numbers are never kept.",
        "请删掉身份证号后再上传；整列都是的话，可以选择不读这一列。",
        "Delete the number and upload again; for a whole column of them, choose not to read that column.",
    ),
    "formula_without_value": (
        "这个公式没有算出结果。",
        "The formula in this cell has no result.",
        "请在表格软件里打开、保存一次，或者把公式换成数值。",
        "Open and save the file in the spreadsheet program, or replace the formula by its value.",
    ),
    "conflicting_row": (
        "和第{line}行说的是同一件事，但内容对不上；以第{line}行为准，这一行不导入。",
        "This says the same thing as line {line} but differs from it; line {line} stands, this row is left out.",
        "请核对两行，只留正确的一行；若是两件事，请把名称或编号写得不同。",
        "Compare both rows and keep the right one; if they are two things, give them different names or numbers.",
    ),
    "duplicate_row": (
        "和第{line}行重复，只导入一次。",
        "This repeats line {line}; it is imported once.",
        "不用改；也可以删掉这一行。",
        "Nothing to do; the row may be deleted.",
    ),
    "unknown_place": (
        "“{value}”不在已知的地点里，地点先空着，原来有的保留原来的。",
        "“{value}” is not a known place; the place stays empty, or as it was.",
        "请写社区、楼院或楼门的规范名称；确有此处的，请先在“地点”里添加或加为别名。",
        "Use the name of a known community, compound or entrance, or add this one to the places first.",
    ),
    "unknown_value": (
        "“{value}”不是“{heading}”能用的词，先空着，原来有的保留原来的。",
        "“{value}” is not one of the words for “{heading}”; the field stays empty, or as it was.",
        "请从这些词里选：{choices}。",
        "Choose one of: {choices}.",
    ),
    "vague_date": (
        "“{value}”没有说明是哪一天，日期先空着，原来有的保留原来的。",
        "“{value}” does not name a day; the date stays empty, or as it was.",
        "请写具体日期，例如 2026-04-30；没有期限就写“长期”。",
        "Type a date such as 2026-04-30, or 长期 where there is no end.",
    ),
    "vague_quantity": (
        "“{value}”没有说明是多少，数量先空着，原来有的保留原来的。",
        "“{value}” does not say how many; the number stays empty, or as it was.",
        "请写一个数或范围，例如 20人、20-30人。",
        "Type a number or a range, for example 20人 or 20-30人.",
    ),
    "vague_money": (
        "“{value}”没有说明是多少钱，金额先空着，原来有的保留原来的。",
        "“{value}” does not say how much; the amount stays empty, or as it was.",
        "请写一个数或范围，例如 3000元、800-1000元。",
        "Type a number or a range, for example 3000元 or 800-1000元.",
    ),
    "assumed_year": (
        "“{value}”没有写全年份，按{year}年理解。",
        "“{value}” has no full year; it was read as {year}.",
        "请写全年月日。",
        "Write the date with its four-digit year.",
    ),
    "assumed_day": (
        "“{value}”没有写到日，按当期第一天或最后一天理解。",
        "“{value}” names no day; the first or last day was taken.",
        "如果有具体日期，请写全年月日。",
        "Write the full date if there is one.",
    ),
    "read_as_meant": (
        "“{value}”按“{meant}”登记。",
        "“{value}” is entered as “{meant}”.",
        "不用改；不是这个意思的，请改写。",
        "Nothing to do; type another word where that is not meant.",
    ),
    "charge_in_words": (
        "“{value}”记作“{meant}”，没有金额。",
        "“{value}” is entered as “{meant}”, without a sum.",
        "不用改；有价钱的请写上，例如 50元/次。",
        "Nothing to do; type a price where there is one, for example 50元/次.",
    ),
    "sum_in_words": (
        "“{value}”里的数不一定就是这笔钱，金额先空着，原来有的保留原来的；这一行照常导入。",
        "The number in “{value}” need not be the sum; the amount stays empty, or as it was, and the row is loaded.",
        "请只写要付的钱，例如 80元/次；押金、说明写到备注里。",
        "Type only what is to be paid, for example 80元/次; put deposits and remarks into the note.",
    ),
    "phone_in_text": (
        "文字里有手机号，只保留成 138****5678 的样子。",
        "There is a mobile number in the text; only a form like 138****5678 is kept.",
        "电话请写在电话那一列。",
        "Put phone numbers into the phone column.",
    ),
    "phone_as_number": (
        "“{heading}”里是不是写了手机号？看着不像数量或金额，先空着，原来有的保留原来的。",
        "Is it a mobile number that stands under “{heading}”? It looks like no number or sum; it stays empty, or as "
        "it was.",
        "是电话就写在电话那一列；真是数量或金额，就在后面写上单位。",
        "Put a phone into the phone column; a number or a sum needs its unit behind it.",
    ),
    "masked_phone": (
        "电话打了星号，无法拨打，先空着，原来有的保留原来的。",
        "The phone number is masked and cannot be dialled; it stays empty, or as it was.",
        "请填写完整号码，或者留空。",
        "Type the whole number, or leave the cell empty.",
    ),
    "several_values": (
        "“{heading}”这里填了不止一个，只取第一个。",
        "“{heading}” has more than one value here; the first was taken.",
        "请只留一个最常用的。",
        "Keep the one that is used most.",
    ),
    "columns_differ": (
        "{first}和{other}写得不一样，取了{first}的。",
        "{first} and {other} differ; {first} was taken.",
        "请核对这两列，只留对的一个。",
        "Compare the two columns and keep the right one.",
    ),
    "consents_differ": (
        "{first}写着同意，{other}写着不行；按不同意处理，不推荐这个人。",
        "{first} says yes and {other} says no; the no holds, and this person is not recommended.",
        "请问清本人，再把两列写成一样。",
        "Ask the person, then make both columns say the same.",
    ),
    "asks_to_be_hidden": (
        "{other}写着“{value}”，按不同意处理，不推荐这个人。",
        "{other} says “{value}”: that counts as no, and this person is not recommended.",
        "请问清本人；同意推荐的，另用一列“是否同意推荐”写明。",
        "Ask the person; who agrees to be recommended says so in a column 是否同意推荐.",
    ),
    "unclear_consent": (
        "“{value}”看不出同意还是不同意，按不同意处理：以前同意过的，也先不再推荐。",
        "“{value}” says neither yes nor no; it counts as no, also for somebody who agreed before.",
        "请问清本人，再写“是”或“否”。",
        "Ask the person, then type 是 or 否.",
    ),
    "may_be_minor": (
        "{other}写着“{value}”，可能是未成年人，先不列入推荐名单。",
        "{other} says “{value}”: this person may be a minor and is in no list for now.",
        "请核对；是成年人的，加一列“年龄段”写明，或在他的页面上填年龄段。",
        "Check it; for an adult add a column 年龄段 with the age band, or enter it on the person's page.",
    ),
    "no_longer_there": (
        "{other}写着“{value}”，按不同意处理，不列入推荐名单。",
        "{other} says “{value}”: that counts as no, and this person is in no list.",
        "请核对；不是这个意思的，请改写这句话再上传。",
        "Check it; where that is not meant, put it in other words and upload again.",
    ),
    "unclear_age": (
        "“{value}”读不出年龄段；是或可能是未成年人的，不列入推荐名单。",
        "“{value}” tells no age band; who is or may be a minor is in no list.",
        "请写岁数或十岁一段的年龄段，例如 65、60-69。",
        "Type the age or a band of ten years, for example 65 or 60-69.",
    ),
    "unclear_kind": (
        "“{value}”不是“{heading}”能用的词，这一行是哪一类，按它写的内容判断。",
        "“{value}” is not one of the words for “{heading}”; the kind is taken from what the row says.",
        "请从这些词里选：{choices}。",
        "Choose one of: {choices}.",
    ),
    "looks_like_formula": (
        "文字以“{sign}”开头，表格软件可能把它当成公式；已按原文保留。",
        "The text begins with “{sign}”, which a spreadsheet may take for a formula; it is kept as typed.",
        "请去掉开头的“{sign}”。",
        "Remove the “{sign}” at the beginning.",
    ),
}

# What is told of a problem in a field where an empty cell would not stay without effect.
IN_OTHER_WORDS: Mapping[tuple[str, str], str] = {
    ("unknown_value", "consent"): "unclear_consent",
    ("unknown_value", "age_band"): "unclear_age",
    ("unknown_value", "kind"): "unclear_kind",
    ("unknown_value", "requirement_kind"): "unclear_kind",
}


def problem(letter: str, code: str, about: About) -> Problem:
    """The problem of one cell in both languages, with a proposal where one can be computed."""
    typed = as_typed(about.cell.text)
    year = str(about.values.get("date_from") or about.values.get("date_to") or next(iter(about.values.values()), ""))[
        :4
    ]
    words = {
        "heading": inner(about.heading),
        "value": inner(typed) if code != "id_number_present" else "",
        "year": year or "填报日期的年份",
        "choices": choices(about.field),
        "sign": tidy(about.cell.text)[:1],
        "line": "",
        "meant": _shown(about),
    }
    proposed = proposals.proposal(code, about.field, about.cell, about.values, about.gazetteer)
    return replace(_problem(letter, about.heading, _said(code, about), words, proposed), code=code)


def _said(code: str, about: About) -> str:
    """Which of the texts tells of a problem in this cell."""
    if code in ("unknown_value", "unknown_place") and about.meant:
        return "read_as_meant"
    if code == "vague_money" and about.values.get("charge"):
        return "charge_in_words"
    if code == "vague_money" and any(ch.isdecimal() for ch in about.cell.text) and has_words(about.cell.text):
        return "sum_in_words"
    return IN_OTHER_WORDS.get((code, about.field), code)


def _shown(about: About) -> str:
    """What a cell was taken for, as people write it."""
    if "money" in about.meant:  # a price among words for how it is charged
        return f"价钱 {tidy(about.cell.text)}"
    found = next(iter(about.meant.values()), about.values.get("charge"))
    return "、".join(found) if isinstance(found, list) else str(found or "")


def repeated(letter: str, heading: str, code: str, line: int) -> Problem:
    """The problem of a row that says the same as an earlier line."""
    return _problem(letter, heading, code, {"line": str(line), "heading": inner(heading)}, None)


def columns_differ(letter: str, heading: str, first_letter: str, first_heading: str) -> Problem:
    """The problem of a cell that says otherwise than an earlier column of the same heading."""
    words = {"first": f"{quoted(first_heading)}({first_letter})", "other": f"{quoted(heading)}({letter})"}
    return replace(_problem(letter, heading, "columns_differ", words, None), code="several_values")


def consents_differ(letter: str, heading: str, first_letter: str, first_heading: str) -> Problem:
    """The problem of a no beside an earlier yes to being recommended."""
    words = {"first": f"{quoted(first_heading)}({first_letter})", "other": f"{quoted(heading)}({letter})"}
    return replace(_problem(letter, heading, "consents_differ", words, None), code="several_values")


def asks_to_be_hidden(letter: str, heading: str, typed: str) -> Problem:
    """The problem of somebody who asks to be left out or kept secret."""
    words = {"other": f"{quoted(heading)}({letter})", "value": as_typed(typed)}
    return _problem(letter, heading, "asks_to_be_hidden", words, None)


def may_be_minor(letter: str, heading: str, typed: str) -> Problem:
    """The problem of somebody whom a remark or a school may tell to be a minor."""
    words = {"other": f"{quoted(heading)}({letter})", "value": as_typed(typed)}
    return _problem(letter, heading, "may_be_minor", words, None)


def no_longer_there(letter: str, heading: str, typed: str) -> Problem:
    """The problem of somebody who by a remark is no longer there or wants to be called no more."""
    words = {"other": f"{quoted(heading)}({letter})", "value": as_typed(typed)}
    return _problem(letter, heading, "no_longer_there", words, None)


def _problem(letter: str, heading: str, code: str, words: Mapping[str, str], proposal: str | None) -> Problem:
    zh, en, advice_zh, advice_en = TEXTS[code]
    return Problem(
        letter,
        heading,
        code,
        {"zh": filled(zh, words), "en": filled(en, words)},
        {"zh": filled(advice_zh, words), "en": filled(advice_en, words)},
        proposal,
    )


def as_typed(text: str) -> str:
    """What was typed, short enough for a sentence, without identity numbers and with phones masked."""
    shown = mask_phones(without_identity_numbers(tidy(text)))[0]
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


def choices(field: str) -> str:
    """The words a field may hold."""
    if field in WORDS:
        return words_of(field)
    return {"star": "1–5、未评", "age_band": "60-69", "hours_cap": "8、8小时"}.get(field, "")


def missing_columns(list_name: str, fields: tuple[str, ...]) -> dict[str, str]:
    """What a sheet without its required columns is told."""
    kind = LISTS[list_name]
    names = [NAMES.get((list_name, field)) or NAMES[("", field)] for field in fields]
    zh, en = "、".join(name[0] for name in names), ", ".join(name[1] for name in names)
    return {
        "zh": f"看起来是{kind.zh}，但缺少“{zh}”这一列；请补上这一列（表头写“{zh}”）后再上传。",
        "en": f"This looks like a list of {kind.en}, but the column for {en} is missing; add it and upload again.",
    }


NAMES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("needs", "text"): ("需求内容", "the need itself"),
    ("projects", "name"): ("项目名称", "the project's name"),
    ("residents", "name"): ("姓名", "the name"),
    ("services", "name"): ("服务项目", "the service"),
    ("services", "provider"): ("服务单位", "who provides it"),
    ("", "name"): ("名称", "the name"),
    ("", "level"): ("层级", "the level"),
}
