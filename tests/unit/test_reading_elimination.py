"""Columns under headings that say nothing are read by their cells, and a list finds what it cannot do without."""

from __future__ import annotations

from collections.abc import Sequence

from graph.reading.report import Sheet
from tests.support.sheets import check_lines, fields


def read(*lines: Sequence[str]) -> list[Sheet]:
    return check_lines(lines).sheets


def test_names_lists_hours_and_known_places_are_read_by_their_cells() -> None:
    sheet = read(
        ["资源名称", "资源类型", "电话", "甲栏", "乙栏", "丙栏", "丁栏"],
        ["修补衣服", "技能", "13800000001", "王某英", "缝纫、织补", "周末", "6号院"],
        ["家电维修", "技能", "13800000002", "李某", "修电视、修风扇", "每天晚上", "柳荫胡同6号院"],
    )[0]
    assert [fields(sheet)[head] for head in ("甲栏", "乙栏", "丙栏", "丁栏")] == ["contact", "skills", "hours", "place"]


def test_a_staff_member_is_not_whom_to_ask() -> None:
    sheet = read(
        ["需求内容", "电话", "接待员", "承办人"],
        ["楼道灯坏了没人修", "13800000001", "王某英", "张某"],
        ["想学写毛笔字", "13800000002", "王某英", "李某"],
    )[0]
    assert fields(sheet) == {"需求内容": "text", "电话": "phone", "接待员": None, "承办人": None}


def test_sums_do_not_speak_for_a_column() -> None:
    sheet = read(
        ["商家", "能做的", "价格（元）", "电话"],
        ["某某家电", "修洗衣机", "50", "13800000001"],
        ["某某家电", "移空调", "200", "13800000001"],
        ["合计", "2项"],
    )[0]
    assert (sheet.list, fields(sheet)["能做的"]) == ("services", "name")


def test_the_name_goes_before_the_place_where_one_column_may_be_either() -> None:
    sheet = read(
        ["场地", "谁家的", "地方", "坐几个人", "开门时间"],
        ["排练厅", "某某中心", "6号院", "30人", "周一至周五"],
        ["小会议室", "某某物业", "6号院", "8人", "下午"],
    )[0]
    assert (sheet.list, fields(sheet)["场地"], fields(sheet)["地方"]) == ("resources", "name", "place")


def test_what_is_said_of_a_service_is_what_it_does_and_remarks_stay_remarks() -> None:
    alone = read(
        ["服务单位", "服务项目", "说明", "电话"],
        ["某某物业", "洗纱窗", "一年洗一次", "13800000001"],
        ["某某物业", "搬家", "半天起", "13800000001"],
    )[0]
    both = read(
        ["服务单位", "服务项目", "服务内容", "说明"],
        ["某某物业", "洗纱窗", "拆下来洗干净再装好", "一年一次"],
        ["某某物业", "搬家", "打包、搬运和整理", "半天起"],
    )[0]
    assert (fields(alone)["说明"], fields(both)["说明"]) == ("text", "note")


def test_the_day_of_the_form_is_when_a_need_was_raised_unless_another_column_says_so() -> None:
    rows = [["楼道灯坏了没人修", "2026-03-01", "2026-03-27"], ["想学写毛笔字", "2026-03-02", "2026-03-28"]]
    alone = read(["需求内容", "填报日期", "完成时限"], *rows)[0]
    beside = read(["需求内容", "填报日期", "提出时间"], *rows)[0]
    assert fields(alone)["填报日期"] == "date_from"
    assert (fields(beside)["填报日期"], fields(beside)["提出时间"]) == (None, "date_from")


def test_somebodys_number_alone_is_a_row_without_its_name() -> None:
    sheet = read(["姓名", "特长", "手机"], ["王某英", "唱歌、剪纸", "13800000001"], ["", "", "13800000002"])[0]
    assert [(row.line, [problem.code for problem in row.problems]) for row in sheet.rows] == [
        (2, []),
        (3, ["missing_value"]),
    ]


def test_a_remark_that_names_a_number_is_a_remark() -> None:
    sheet = read(
        ["姓名", "特长", "手机", "另注"],
        ["王某英", "唱歌、剪纸", "13800000001", "和13800000002是夫妻，平时一起来"],
        ["李某", "修车、木工", "13800000003", ""],
    )[0]
    assert fields(sheet)["另注"] == "note"
    assert "138****0002" in str(sheet.rows[0].fields["note"])


def test_a_table_below_a_title_is_found_though_some_of_its_headings_say_little() -> None:
    sheets = read(
        ["（一）团队"],
        ["团队", "人数", "团长", "电话", "强项"],
        ["柔力球队", "22人", "王某英", "13800000001", "柔力球、空竹"],
        ["（二）场地"],
        ["场地", "谁家的", "地方", "坐几个人", "开门时间", "里面有"],
        ["排练厅", "某某中心", "6号院", "30人", "周一至周五", "镜子、音响"],
        ["小会议室", "某某物业", "6号院", "8人", "下午", "桌椅"],
    )
    assert [(sheet.list, len(sheet.rows)) for sheet in sheets] == [("organizations", 1), ("resources", 2)]
    assert fields(sheets[1])["里面有"] == "equipment"


def test_one_list_with_an_empty_column_stays_one() -> None:
    sheets = read(
        [
            "项目编号",
            "项目名称",
            "申报团队",
            "",
            "实施地点",
            "缺什么",
            "谁来认领",
            "认领做什么",
            "认领状态",
            "项目辅导员",
        ],
        ["X1", "楼顶菜园", "巧手队", "", "6号院", "种植土", "某某物业", "运土", "已确认", "王某英"],
        ["X2", "老物件展", "青年队", "", "6号院", "展柜", "某某书屋", "借展柜", "意向", "王某英"],
    )
    assert len(sheets) == 1
    assert sheets[0].rows[0].fields["team"] == "巧手队"


def test_bodies_are_the_provider_before_people_who_answer_for_it() -> None:
    sheet = read(
        ["服务队名称", "服务事项", "面向", "负责人", "电话"],
        ["守望岗", "夜间护送", "女职工", "王某英", "13800000001"],
        ["巧手队", "绿植寄养", "居民", "李某", "13800000002"],
    )[0]
    assert (fields(sheet)["服务队名称"], fields(sheet)["负责人"]) == ("provider", "contact")


def test_people_of_rare_surnames_are_people_and_several_communities_an_area() -> None:
    sheet = read(
        ["需求内容", "电话", "居民", "是否紧急"],
        ["楼道灯坏了没人修", "13800000001", "蒲某", "急"],
        ["想学写毛笔字", "13800000002", "郎小英", "不急"],
    )[0]
    alliance = read(
        ["联盟叫什么", "谁牵头", "里面有哪些单位", "管几个社区"],
        ["物业联盟", "某某物业", "某某物业、某某商店", "桃园社区、柳荫社区"],
        ["便民联盟", "某某商店", "某某商店、某某药店", "桃园社区"],
    )[0]
    assert fields(sheet)["居民"] == "contact"
    assert (alliance.list, fields(alliance)["管几个社区"]) == ("units", "area")


def test_doors_by_name_are_a_place_and_numbers_of_buildings_are_not() -> None:
    named = read(
        ["楼号门号", "需要帮什么忙", "联系电话"],
        ["6号院", "搬个旧沙发下楼", "13800000001"],
        ["柳荫胡同6号院", "借个梯子修灯", "13800000002"],
    )[0]
    numbered = read(
        ["楼号", "居住院落", "需要帮什么忙"],
        ["1", "6号院", "搬个旧沙发下楼"],
        ["2", "柳荫胡同6号院", "借个梯子修灯"],
    )[0]
    assert fields(named)["楼号门号"] == "place"
    assert (fields(numbered)["楼号"], fields(numbered)["居住院落"]) == (None, "place")


def test_a_title_right_below_the_sums_belongs_to_the_next_table() -> None:
    sheets = read(
        ["甲、项目"],
        ["项目名", "团队", "缺啥", "谁认领"],
        ["口述史", "守望岗", "录音笔", ""],
        ["小计", "", "1项", ""],
        ["乙、队伍"],
        ["队伍", "队长", "手机", "特长"],
        ["模特队", "王某英", "13800000001", "走秀、礼仪"],
        ["记录人：李某", "", "审核：张某"],
    )
    assert [(sheet.list, [row.line for row in sheet.rows]) for sheet in sheets] == [
        ("projects", [3]),
        ("organizations", [7]),
    ]


def test_names_of_bodies_before_what_they_do_are_the_providers() -> None:
    sheet = read(
        ["服务点", "服务内容", "内容说明", "服务人群", "咨询电话"],
        ["某某修车铺", "补胎", "自行车、童车", "居民", "13800000001"],
        ["某某菜站", "送菜上门", "满二十元起送", "老人", "13800000002"],
    )[0]
    assert list(fields(sheet).values()) == ["provider", "name", "text", "audience", "phone"]


def test_a_box_of_suggestions_holds_needs() -> None:
    sheet = read(
        ["投递日期", "楼门", "意见建议", "姓名", "联系方式"],
        ["2026-05-11", "6号院", "楼道粉刷一下", "王某英", "13800000001"],
        ["2026-05-12", "柳荫胡同6号院", "增加晾衣绳", "", ""],
    )[0]
    assert (sheet.list, list(fields(sheet).values())) == ("needs", ["date_from", "place", "text", "contact", "phone"])


def test_details_are_what_a_service_does_not_its_name() -> None:
    sheet = read(
        ["服务提供者", "项目内容", "服务细则", "电话"],
        ["某某护理站", "换药", "持医嘱", "13800000001"],
        ["某某琴行", "试听课", "每人一次", "13800000002"],
    )[0]
    assert (fields(sheet)["项目内容"], fields(sheet)["服务细则"]) == ("name", "text")


def test_a_line_of_thousands_of_cells_is_not_compared_with_every_field() -> None:
    lines = [["地点", "需求内容"], ["桃园社区", "楼道灯坏了没人修"] * 2000]
    (sheet,) = read(*lines)
    assert fields(sheet) == {"地点": "place", "需求内容": "text"}
    (whole,) = read(["地点", "需求内容"] * 2000, ["桃园社区", "楼道灯坏了没人修"] * 2000)
    assert (len(whole.columns), whole.rows[0].fields["text"]) == (150, "楼道灯坏了没人修")
