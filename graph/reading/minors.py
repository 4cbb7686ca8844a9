"""Whether a remark or a school beside somebody's name may tell that they are a minor: in doubt it does."""

from __future__ import annotations

import re

from graph.reading.ages import ADULT, BORN_AN_ADULT
from graph.reading.numerals import chinese_number
from graph.reading.remarks import PHRASES, is_remark
from graph.reading.tidy import half_width

_CHILD = r"(?:外?孙(?:子|女|儿)?|儿子|女儿|闺女|小?孩子?|娃儿?|(?:外甥|侄)女?子?|弟弟|妹妹)"
_ELDER = (
    r"(?:叔叔?|阿?姨|伯伯?|婶婶?|爷爷?|奶奶?|大[爷妈娘]|老师|师傅|主任|书记|经理|医生|[哥姐嫂]|舅舅?|姑姑?|婆婆?|"
    r"先生|女士|某|家)"
)
# Somebody else's child: the words before it name whose, and are neither the person nor what the person does.
_NAMED_CHILD = re.compile(
    rf"(?:是|为)?(?!.*[有带接送陪养顾]|[他她我其您]|本人|自己|家[里中]?的?{_CHILD})"
    rf"(?:[^\d有]{{1,7}}?的|.{{0,6}}{_ELDER}家?的?|老[^的大小]的?)(?:\d+岁的?)?[大小二三]?(?P<child>{_CHILD})"
)
_CHILD_OF_THEIRS = re.compile(rf"{_CHILD}|子女")
_LITTLE = re.compile(r"孙|孩|娃")
_SELF = re.compile(r"本人|自己")
_YEARS = r"(?P<years>\d{1,2}|[一二三四五六七八九十]{1,3})"
_AGE = re.compile(rf"(?<![\d第]){_YEARS}(?:[周虚]?岁|$)")
_OWN_AGE = re.compile(
    rf"(?:本人)?(?:[男女]|是个?|一个)?(?:(?:今年|现年|年龄)[:：]?(?:刚满|才|满)?{_YEARS}(?:[周虚]?岁)?|"
    rf"(?:刚满|才|还是|还|约)?{_YEARS.replace('years', 'plain')}[周虚]?岁)(?:半|多|了)?"
    r"(?:的?小?(?:女孩|男孩|姑娘|学生|朋友))?"
)
_BORN = re.compile(r"(?:(?:出?生于)(20\d\d)年?.{0,6}|(20\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出生|生人?))")
_OWN_WORD = re.compile(r"(?:是个?|还是个?)?(?:小孩|小朋友|[男女]孩|儿童|少年|学生|未成年人?|学龄前|[12]0后学生)")
_FORM = r"(?:[一二三四五六七八九1-9]年级|初中?[一二三1-3]|高中?[一二三1-3])"
_STAGE = rf"(?:小学(?!习)|初中|高中|中学|职高|中专|幼儿园|{_FORM})"
_STUDIES = re.compile(
    rf"(?:[读念上升]|就读|在读).{{0,8}}?{_STAGE}|{_STAGE}(?:学?生|在[读校]|学生)|^.{{0,10}}{_FORM}(?:学?生|在读)?$"
)
_NO_PUPIL = re.compile(
    r"大学|教|师|毕业|辅导|家长|文化|学历|服务|志愿|退休|工作|上班|接|带|讲|给|帮|校长|保安|食堂|门卫|原|曾|"
    r"喜欢|水平|旁|对面|附近|组|过|完|读到|陪读|班主任|爱"
)
_SCHOOL_HEADING = re.compile(r"学校|就读|学籍")
_CLASS_HEADING = re.compile(r"年级|班级|所在班|学校班")
_OF_OTHERS = re.compile(r"孩子|子女|儿子|女儿|孙|毕业|母校")
_SCHOOL = re.compile(r"小学|初中|高中|中学|附中|附小|幼儿园|职高|中专|[一二三四五六七八九十\d]中|学校|^小|^中")
_FORM_OR_CLASS = re.compile(rf"{_FORM}|[一二三四五六1-6][年(（][\d一二三四五六七八九]+[)）]?班")
_GROWN_STUDIES = re.compile(r"大[一二三四]|大学|研[一二三究]|博|硕|本科|大专|专科")
_NO_PLACE_OF_A_PUPIL = re.compile(r"老师|教师|教研|年级组|家长|班主任|校长|退休|职工|党校")
# Of a school whatever else is said: 北京大学附属小学三年级, 大三班 of a kindergarten. A class is a number (三(2)班), a
# course is not (国画中级班, 合唱一班).
_YOUNG_SCHOOL = re.compile(
    r"小学|初中|高中|中专|职高|幼儿园|学前|附[小中]|附属[小中]学|初[一二三1-3]|高[一二三1-3]|[大中小][一二三四五六1-9]?班"
)
_OF_A_CLASS = re.compile(r".*年级.*|[第\s]*[\d一二三四五六七八九][\d一二三四五六七八九年班级()（）\s-]*")


def remark_tells_of_a_minor(remark: str) -> bool:
    """Whether a remark may say of the person it stands beside that they are below 18: 11岁; 李婶的孙子，读高二."""
    whose = ""  # child: the person is somebody's child; theirs: it is about a child the person has
    for phrase in _phrases(remark):
        named = _NAMED_CHILD.match(phrase)
        if named is not None:
            whose = "child"
            little = _LITTLE.search(named["child"]) is not None
            if _is_young(phrase[named.start("child") :]) or _is_young(phrase[: named.start("child")]):
                return True
            if little and not _tells_grown(remark):
                return True
        elif _says_own(phrase) and whose != "theirs":
            return True
        elif _CHILD_OF_THEIRS.search(phrase):
            whose = "theirs"
        elif _SELF.match(phrase):
            whose = ""
        if whose == "child" and _is_young(phrase):
            return True
    return False


def is_school(heading: str) -> bool:
    """Whether a heading asks for somebody's own school, form or class."""
    words = re.sub(r"\s", "", heading)
    return bool(_SCHOOL_HEADING.search(words) or _CLASS_HEADING.search(words)) and not _OF_OTHERS.search(words)


def school_tells_of_a_pupil(heading: str, said: str) -> bool:
    """Whether the school, class or group somebody is of may be a pupil's: 三年级, 二中初二（3）班, and no 老年大学."""
    plain, words = half_width(said), re.sub(r"\s", "", heading)
    young = _YOUNG_SCHOOL.search(plain)
    if _OF_OTHERS.search(words) or _NO_PLACE_OF_A_PUPIL.search(plain) or (_GROWN_STUDIES.search(plain) and not young):
        return False
    if _CLASS_HEADING.search(words):
        return bool(young or _OF_A_CLASS.fullmatch(plain))
    if _SCHOOL_HEADING.search(words) and _SCHOOL.search(plain):
        return True
    return bool(_FORM_OR_CLASS.search(plain))


def cell_tells_of_a_minor(heading: str, field: str | None, said: str) -> bool:
    """Whether a cell that tells no age may say that the person of its row is a minor."""
    if is_remark(heading, field):
        return remark_tells_of_a_minor(said)
    looked_at = field == "groups" or is_school(heading) or (field is None and "单位" in heading)
    return looked_at and school_tells_of_a_pupil(heading, said)


def _phrases(remark: str) -> list[str]:
    return [phrase for phrase in PHRASES.split(half_width(remark)) if phrase]


def _says_own(phrase: str) -> bool:
    """Whether a phrase that names no child says an age below 18, a birth, or studies at school."""
    age, born = _OWN_AGE.fullmatch(phrase), _BORN.fullmatch(phrase)
    if age is not None:
        return _below(age["years"] or age["plain"])
    if born is not None:
        return int(born[1] or born[2]) > BORN_AN_ADULT
    return bool(_OWN_WORD.fullmatch(phrase)) or (not _CHILD_OF_THEIRS.search(phrase) and _is_pupil(phrase))


def _is_young(phrase: str) -> bool:
    return _is_pupil(phrase) or any(_below(age["years"]) for age in _AGE.finditer(phrase))


def _is_pupil(phrase: str) -> bool:
    return bool(_STUDIES.search(phrase)) and not _NO_PUPIL.search(phrase)


def _tells_grown(remark: str) -> bool:
    ages = [age["years"] for age in _AGE.finditer(half_width(remark))]
    return (bool(ages) and not any(map(_below, ages))) or bool(re.search(r"上班|工作|大学|退休", remark))


def _below(years: str) -> bool:
    told = int(years) if years.isdecimal() else chinese_number(years)
    return told is not None and told < ADULT
