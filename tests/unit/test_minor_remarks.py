"""Whose child a remark speaks of: the person of the row, who is then in no list, or one that this person has."""

from __future__ import annotations

import pytest

from graph.reading.minors import remark_tells_of_a_minor, school_tells_of_a_pupil

MINORS = """
李婶的儿子，今年15
王伯孙子，读高二
吴老师女儿，十三岁
陈阿姨的孙女，12岁
周奶奶家的外孙，上五年级
刘姐家小儿子（13岁）
3号楼赵家的闺女，初一
郑大爷的孙女今年九岁
何主任侄子，高一
孙师傅的孩子
林秀英的孙子，会拉二胡，10岁
随妈妈来，14周岁
上初二
三年级，妈妈陪着来
跟奶奶住，还在念小学
在东街小学读四年级
二中初三（2）班
12岁女孩
2012年出生
暑假后升高一
小孩，爱画画
17岁半
今年十六
女，16岁，高一学生
本人读高三
李阿姨的儿子，初中生
张姐妹妹，在读初中
是个小学生
小朋友，8岁
王叔的12岁孙子
"""
GROWN = """
有一个儿子，12岁
儿子上高中
孩子12岁
家有两个孙子上小学
带孙女，8岁
孙女三岁，下午要接
教过小学
小学退休教师
女儿读高二，周末有空
有两个孩子，大的8岁
李阿姨的儿子，35岁
张老师的女儿，在银行上班
老王的儿子，高中老师
陈姨的女儿，有个孩子上小学
高中毕业
初中文化
只读到初中
给小学生讲故事
愿意辅导初二数学
她的孙子，10岁
我的女儿，15岁
今年新来
今年3月入队
每天15点接孙子
住东街小学对面
从小学习书法，参加过三次比赛
大学生，大三
在老年大学读二年级
在东街小学上班
外孙上幼儿园，上午有空
照顾6岁的孙子
"""


@pytest.mark.parametrize("said", MINORS.split("\n")[1:-1])
def test_a_remark_that_may_tell_of_a_minor_holds_the_person_back(said: str) -> None:
    assert remark_tells_of_a_minor(said)


@pytest.mark.parametrize("said", GROWN.split("\n")[1:-1])
def test_a_remark_of_a_child_that_somebody_has_or_of_work_at_a_school_does_not(said: str) -> None:
    assert not remark_tells_of_a_minor(said)


@pytest.mark.parametrize(
    ("heading", "said", "held"),
    [
        ("学校/单位", "东街小学三年级", True),
        ("学校/单位", "二中初二（3）班", True),
        ("学校/单位", "东街小学", True),
        ("就读学校", "附中", True),
        ("单位", "一中高二(1)班", True),
        ("所属团队", "五年级2班", True),
        ("年级", "3", True),
        ("单位", "东街小学", False),
        ("单位", "东街小学二年级组教师", False),
        ("学校/单位", "师范大学", False),
        ("学校/单位", "老年大学二年级", False),
        ("学校/单位", "粮油店", False),
        ("毕业学校", "一中", False),
        ("孩子学校", "东街小学三年级", False),
        ("班级", "书法班", False),
        ("年级", "大三", False),
    ],
)
def test_a_column_of_schools_tells_of_pupils(heading: str, said: str, held: bool) -> None:
    assert school_tells_of_a_pupil(heading, said) == held


@pytest.mark.parametrize(
    "said",
    [
        "大三班",
        "博文小学三年级",
        "北京大学附属小学三年级",
        "师大二附中初二",
        "三年级",
        "3",
        "2班",
        "三(2)班",
        "高一",
        "小班",
        "一年3班",
    ],
)
def test_a_class_of_a_school_is_a_pupils(said: str) -> None:
    assert school_tells_of_a_pupil("班级", said)


@pytest.mark.parametrize(
    "said", ["国画中级班", "合唱一班", "书法班", "大三", "研二", "大学三年级", "老年大学", "高级班", "太极提高班"]
)
def test_a_course_of_grown_people_is_none(said: str) -> None:
    assert not school_tells_of_a_pupil("班级", said)
