"""One strange heading does not cost the sheet: cells, place and the other columns say what it is."""

from __future__ import annotations

from collections.abc import Sequence

from graph.reading.headings import heading_of
from graph.reading.report import Sheet
from graph.workbook.reader import Merged
from tests.support.sheets import check_lines, fields


def read(*lines: Sequence[str], merged: Sequence[Merged] = ()) -> Sequence[Sheet]:
    return check_lines(lines, merged=merged).sheets


def test_of_several_columns_left_the_first_is_what_the_list_is_about() -> None:
    sheet = read(
        ["屋头", "归谁管", "能坐几人", "甲栏", "预约方式", "地址"],
        ["静音舱", "桃园书店", "20人", "蓝漆", "打电话", "6号院"],
        ["茶话角", "银杏公司", "8人", "白漆", "扫码", "6号院"],
    )[0]
    assert (sheet.status, fields(sheet)["屋头"], fields(sheet)["甲栏"]) == ("read", "name", None)


def test_bodies_under_a_strange_heading_are_the_units_of_a_list_that_has_none() -> None:
    sheet = read(
        ["甲栏", "统一社会信用代码", "能提供什么", "联系电话"],
        ["桃园书店", "", "场地、图书", "13800000001"],
        ["银杏公司", "", "讲座、车位", "13800000002"],
    )[0]
    assert (sheet.list, fields(sheet)["甲栏"]) == ("units", "name")


def test_alliances_under_a_strange_heading_are_what_a_list_of_leaders_and_members_is_about() -> None:
    sheet = read(
        ["甲栏", "牵头单位", "成员单位", "乙栏"],
        ["书香联盟", "桃园书店", "桃园书店、银杏公司", "2023-05-01"],
        ["助残联盟", "银杏公司", "桃园书店、银杏公司", "2024-06-01"],
    )[0]
    assert (fields(sheet)["甲栏"], fields(sheet)["乙栏"]) == ("name", "date_from")


def test_a_hardly_named_main_column_gives_way_to_the_first() -> None:
    sheet = read(
        ["编号", "甲栏", "缺什么", "缺的类型", "谁帮手", "帮手做啥", "认领状态"],
        ["X1", "廊下书屋", "木工师傅", "人力", "桃园书店", "装书架", "已确认"],
        ["X2", "夜归有灯", "灯具", "物资", "银杏公司", "捐灯", "有意向"],
    )[0]
    assert (sheet.list, fields(sheet)["甲栏"], fields(sheet)["帮手做啥"]) == ("projects", "name", "claim")


def test_numbers_to_call_are_no_need_whatever_stands_above_them() -> None:
    sheet = read(
        ["门牌", "甲栏", "乙栏", "紧急程度"],
        ["6号院", "楼道没有灯，夜里怕摔", "13800000001", "高"],
        ["6号院", "想学做面点", "13800000002", "低"],
        ["6号院", "水管漏水", "1380000000X", "低"],
    )[0]
    assert (sheet.list, fields(sheet)["甲栏"], fields(sheet)["乙栏"]) == ("needs", "text", "phone")


def test_words_of_a_closed_list_a_span_of_days_and_lists_of_places_speak_for_themselves() -> None:
    sheet = read(
        ["单位名称", "信用代码", "可提供资源", "甲栏"],
        ["桃园书店", "", "图书、场地", "桃园社区、6号院"],
        ["银杏公司", "", "讲座、车位", "6号院、别处"],
    )[0]
    assert fields(sheet)["甲栏"] == "area"
    sheet = read(
        ["项目名称", "实施团队", "需要的资源", "甲栏", "乙栏"],
        ["廊下书屋", "读书会", "书架", "2026.3.1-2026.6.30", "民议"],
        ["夜归有灯", "巡逻队", "灯具", "2026.4.1-2026.5.30", "民办"],
    )[0]
    assert (fields(sheet)["甲栏"], fields(sheet)["乙栏"]) == ("period", "stage")


def test_who_takes_a_line_stands_beside_whether_it_was_done() -> None:
    sheet = read(
        ["项目名称", "缺什么", "甲栏", "乙栏", "认领状态"],
        ["廊下书屋", "木工师傅", "桃园书店", "装书架", "已确认"],
        ["夜归有灯", "灯具", "银杏公司", "捐灯二十盏", "有意向"],
    )[0]
    assert (fields(sheet)["甲栏"], fields(sheet)["乙栏"]) == ("claimant", "claim")


def test_cells_merged_over_two_rows_are_headings_in_whatever_words() -> None:
    upper = ["甲栏", "牵头单位", "乙栏", "丙栏", "联系人"]
    lower = ["", "", "", "", "姓名", "号码"]
    over = [Merged(1, column, 2, column) for column in range(4)] + [Merged(1, 4, 1, 5)]
    sheet = read(
        upper,
        lower,
        ["书香联盟", "桃园书店", "桃园书店、银杏公司", "2023-05-01", "王某", "13800000001"],
        ["助残联盟", "银杏公司", "桃园书店、银杏公司", "2024-06-01", "李某", "13800000002"],
        merged=over,
    )[0]
    assert (sheet.header_row, sheet.list, fields(sheet)["联系人/号码"]) == (2, "units", "phone")


def test_two_tables_are_told_apart_where_a_heading_is_known_by_its_place_alone() -> None:
    first, second = read(
        ["一、甲部"],
        ["东东", "哪位的", "有几件", "在哪取"],
        ["梯子", "王某", "2架", "6号院"],
        ["推车", "李某", "1辆", "6号院"],
        [],
        ["二、乙部"],
        ["愁啥", "谁愁", "几号前要", "打给他"],
        ["想借梯子换灯泡", "赵某", "2026-06-01", "13800000001"],
        ["盼着有人教打字", "钱某", "2026-06-02", "13800000002"],
    )
    assert (first.list, second.list, fields(second)["愁啥"]) == ("resources", "needs", "text")


def test_days_are_named_by_their_heading_with_the_word_for_a_day_behind_it() -> None:
    sheet = read(
        ["资金名称", "出资单位", "金额（元）", "用途", "入账", "用完期限"],
        ["暖冬款", "桃园书店", "3000", "送煤", "2026-01-05", "2026-03-01"],
        ["读书款", "银杏公司", "5000", "买书", "2026-02-05", "2026-06-01"],
    )[0]
    assert (fields(sheet)["入账"], fields(sheet)["用完期限"]) == ("date_from", "date_to")
    heard = read(
        ["需求内容", "听到", "电话"],
        ["楼道没有灯，夜里怕摔", "2026-01-05", "13800000001"],
        ["想学做面点", "2026-02-05", "13800000002"],
    )[0]
    assert fields(heard)["听到"] == "date_from"


def test_what_neighbours_call_one_another_is_a_person() -> None:
    sheet = read(
        ["需求内容", "甲栏", "电话", "地点"],
        ["楼道没有灯，夜里怕摔", "王姐", "13800000001", "6号院"],
        ["想学做面点", "老李", "13800000002", "6号院"],
    )[0]
    assert fields(sheet)["甲栏"] == "contact"


def test_what_is_lacking_stands_before_its_kind() -> None:
    sheet = read(
        ["项目名称", "甲栏", "乙栏", "资源类型", "认领状态"],
        ["廊下书屋", "蓝漆", "木工师傅", "人力", "已确认"],
        ["夜归有灯", "白漆", "灯具", "物资", "有意向"],
    )[0]
    assert (sheet.list, fields(sheet)["乙栏"]) == ("projects", "requirement")


def test_one_device_in_each_line_is_the_resource_and_not_what_is_in_it() -> None:
    sheet = read(
        ["编号", "设备", "提供单位", "资源类型", "存放地点"],
        ["X1", "割草机", "桃园书店", "物资", "6号院"],
        ["X2", "电钻", "银杏公司", "物资", "6号院"],
    )[0]
    assert (sheet.list, fields(sheet)["设备"]) == ("resources", "name")


def test_an_amount_of_things_is_no_money_outside_the_empty_workbook() -> None:
    assert heading_of("Amount").words == "数量"
    assert heading_of("Amount (yuan)") == heading_of("金额（元）")
