"""Why a file or a sheet is not read, or not wholly: what people are told, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.reading.codes import without_identity_numbers

# cause → words zh, words en; {where} is what stands behind the cause.
CAUSES: Mapping[str, tuple[str, str]] = {
    "empty": ("文件是空的，没有内容。", "The file is empty."),
    "pdf": (
        "这是 PDF 文件，只是改了名字；请上传表格原件（xlsx、xls、et、ods、csv）。",
        "This is a PDF under another name; upload the spreadsheet itself (xlsx, xls, et, ods, csv).",
    ),
    "document": (
        "这是文字文档或演示文稿，不是表格；请把表复制到表格软件里保存后再上传。",
        "This is a text document or presentation, not a spreadsheet; save its table as a spreadsheet first.",
    ),
    "picture": (
        "这是图片，不是表格；请上传表格原件。",
        "This is a picture, not a spreadsheet; upload the spreadsheet itself.",
    ),
    "archive": (
        "这是压缩包；请解压后上传里面的表格。",
        "This is an archive; unpack it and upload the spreadsheet inside.",
    ),
    "web_page": (
        "这是网页文件，只是改了名字；请在表格软件里打开，另存为 xlsx 后再上传。",
        "This is a web page under a spreadsheet's name; open it in a spreadsheet program and save it as xlsx.",
    ),
    "password": (
        "文件加了密码；请去掉密码后再上传。",
        "The file is locked with a password; remove it and upload again.",
    ),
    "too_large": (
        "文件太大，解压后太大，或文字太多；请只留需要的工作表和列，另存后再上传。",
        "The file is too large, unpacks to too much, or holds too much text; keep only the sheets and columns needed.",
    ),
    "long_cell": (
        "格子 {where} 里的文字超过 32767 字，表格软件也存不下；请删短或拆开后再上传。",
        "Cell {where} holds more than 32767 characters, more than a spreadsheet can; shorten or divide it.",
    ),
    "open_quote": (
        "第 {where} 行起有一个双引号没有配成对，后面的行都连进了一格；请补上或删去它，另存后再上传。",
        "From line {where} on a quotation mark is not closed, so all that follows is one cell; close it or take it "
        "out, save and upload again.",
    ),
    "stray_quotes": (
        "第 {where} 行各被一对错位的双引号连进了一格，这些行会丢；请删去这些行里多余的双引号，另存后再上传"
        "（若本来就是一格里换行，请把那一格里的逗号改成中文逗号）。",
        "Lines {where} are each drawn into one cell by stray quotation marks and would be lost; take the marks out, "
        "save and upload again (where a cell really has these lines, write its commas as ，).",
    ),
    "joined_lines": (
        "第 {where} 行由一对双引号连成了一格里的几行，已照此读入；若本是各自的一行，请删去多余的双引号，另存后再上传。",
        "Quotation marks make lines {where} one cell of several lines, and so they are read; where each is a line of "
        "its own, take the marks out, save and upload again.",
    ),
    "too_many_cells": (
        "表里填的格子太多；请拆成几个文件上传。",
        "The file has too many filled cells; split it into several files.",
    ),
    "too_slow": (
        "这个文件读得太久，已停止；请另存为 xlsx 后再上传。",
        "Reading took too long and was stopped; save the file again as xlsx and upload that.",
    ),
    "too_heavy": (
        "这个文件读起来占用过多，已停止；请另存为 xlsx 后再上传。",
        "Reading needed too much memory or time and was stopped; save the file again as xlsx and upload that.",
    ),
    "broken": (
        "文件已损坏，打不开；请在表格软件里打开并另存后再上传。",
        "The file is damaged; open it in a spreadsheet program, save it again and upload that.",
    ),
    "unknown": (
        "这不是能读的表格文件；请上传 xlsx、xls、et、ods 或 csv。",
        "This is not a spreadsheet that can be read; upload xlsx, xls, et, ods or csv.",
    ),
    "too_wide": (
        "表太宽，前 150 列里没有找到能识别的清单；请把要的列移到最前面，或删去用不着的列，再上传。",
        "The sheet is too wide, and its first 150 columns are no known list; move the needed columns to the front.",
    ),
    "cut_off": (
        "表头太宽（读了 {where} 列）：后面的列没有读。请删去用不着的列，把要的列移到前面，再上传。",
        "The heading is too wide ({where} columns read); the rest is not read. Move the needed columns to the front.",
    ),
    "lost_letters": (
        "第 {where} 行有读不出的字（文件里有损坏的字节），写成了 \ufffd；请在原表里改好，另存为 xlsx 后再上传。",
        "Line {where} holds letters that cannot be read (damaged bytes), shown as \ufffd; mend them in the original, "
        "save it as xlsx and upload that.",
    ),
    "still_lacking": (
        "这张表另有{where}：登记的是还差多少（没有写的，用需要的减去已有的），不是一共要多少；有认领方的那几行照一共要的登记。",
        "This sheet also has {where}: what is still lacking is entered (or what is needed without what is there), not "
        "all that is needed; lines that somebody takes keep all that is needed.",
    ),
    "counted_each": (
        "第 {where} 行写的是“每……”多少，只记了后面的数；要的若是总数，请写总数。",
        "Line {where} tells an amount for each of several; only the number behind it is kept. Write the total where "
        "that is meant.",
    ),
    "status_unread": (
        "“{where}”这一列没有读，读不出哪些已经办完；这些需求会当作还没办完的导入。请写：未解决、办理中、已解决，再上传。",
        "Column “{where}” is not read, so nothing tells which needs are done; they count as open. Write 未解决, 办理中 "
        "or 已解决 and upload again.",
    ),
    "born_read": (
        "{where}只用来推算年龄段，生日本身不保存；推算出来是或可能是未成年人的，不列入推荐名单。",
        "{where} only tells the age band, the birthday is not kept; who by it is or may be a minor is in no list.",
    ),
    "class_read": (
        "{where}只用来看是不是学生，不保存；看来可能是中小学生的，不列入推荐名单。",
        "{where} only tells who is a pupil and is not kept; whoever by it may be one is in no list.",
    ),
    "forms_read": (
        "这是一格一格填的登记表，共 {where} 份，一份读成一行：第 3 行是第一份，依次往下。",
        "These are {where} filled-in forms, each read as one line: line 3 is the first form, and so on.",
    ),
    "blank_form": (
        "这是一张没有填的登记表，只有栏目名，没有内容。",
        "This is a form that is not filled in: it has labels and nothing beside them.",
    ),
    "no_consent": (
        "表里没有“是否同意被推荐”这一列：其中的人只登记，不列入推荐名单；问过本人、同意的，请在他的页面上改。",
        "No column says who agreed to be recommended: the people are entered and stand in no list. Ask them, then "
        "change it on the page of whoever agrees.",
    ),
    "empty_file": ("所有可见的工作表都没有内容。", "No visible sheet has any content."),
    "turned": (
        "表头竖着写在第一列了，每一条占一列。请选中全部，复制后用“选择性粘贴 → 转置”粘到新表里，再上传。",
        "The headings stand below one another in the first column. Copy everything, paste it transposed into a new "
        "sheet and upload that.",
    ),
    "exported": (
        "这是合力自己导出的清单，不能再导入，免得改坏记录。要改，请在网页上改那条记录，或下载空白模板来填。",
        "This is a list that Heli itself exported; it is not imported again, as that would spoil records. Change the "
        "record on its page, or fill in an empty template.",
    ),
    "exported_sheet": (
        "工作表{where}是合力自己导出的清单，没有读；要改，请在网页上改那条记录。",
        "The sheet {where} is a list that Heli itself exported and is not read; change the record on its page.",
    ),
    "a_log": (
        "这像是签到、考勤、值班、发放或工资之类的登记表，不是要保存的清单，没有读：到过场不等于愿意被推荐。要是清单，"
        "请在网页的“认作”里选它是哪一种（命令行：--as 工作表=清单）；"
        "要登记其中的人，请填“骨干/志愿者”空白模板。",
        "This looks like a sheet of attendance, duty, hand-outs or pay, none of the lists to keep, and is not read. If "
        "it is a list, say which one on the page of the check (at the command line: --as SHEET=LIST); to enter its "
        "people, fill in an empty template for residents.",
    ),
    "log_sheet": (
        "工作表{where}像是签到、考勤、值班、发放或工资之类的登记表，没有读；要是清单，请在网页的“认作”里选它是哪一种"
        "（命令行：--as 工作表=清单）。",
        "The sheet {where} looks like one of attendance, duty, hand-outs or pay and is not read; if it is a list, say "
        "which one on the page of the check (at the command line: --as SHEET=LIST).",
    ),
    "hidden_sheet": (
        "工作表{where}是隐藏的，没有读；要读，请在表格软件里取消隐藏，再上传。",
        "The sheet {where} is hidden and not read; to have it read, show it in the spreadsheet program and upload "
        "again.",
    ),
    "sums_in": (
        "表上写着单位是{where}：没写单位的金额都按{where}读，列名自己写着“元”的除外。",
        "The sheet says that sums are in {where}: those without a unit are read so, but under a heading that says 元.",
    ),
    "no_list": (
        "没有找到能识别的清单。请看数据上面有没有一行表头（如 名称、内容、地点、电话），或照空白模板填。",
        "No known list was found. See that a line of headings stands above the data, or fill in an empty template.",
    ),
}


def refusal(cause: str) -> dict[str, str]:
    """Why a whole file is refused, in both languages."""
    word, _, where = cause.partition(" ")
    words = {"where": without_identity_numbers(where)}
    zh, en = CAUSES[word]
    return {"zh": filled(zh, words), "en": filled(en, words)}


def noted(notes: Sequence[str]) -> dict[str, str]:
    """What was not read of a file that is read, in both languages; nothing where all was."""
    told = [refusal(note) for note in notes]
    return {"zh": "".join(one["zh"] for one in told), "en": " ".join(one["en"] for one in told)} if told else {}


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with each word of its own in the place of its name in braces."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text
