"""What a page says when something is wrong: not found, not allowed, the graph away, a mistake of ours."""

from __future__ import annotations

from flask import Flask, Response, make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from graph.errors import NotFound, RestoreUnfinished
from service.errors import DiskFull, FileLimit, ForeignHost, NotPermitted, is_expected, status_of, told, words_of
from service.logs import log_failure
from service.web import frame
from service.web.saying import gettext as _
from service.web.words import kind_word


def register(app: Flask) -> None:
    """Answer every error of the pages in words."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)


def _page(status: int, title: str, detail: str, what_to_do: str = "", again: str = "") -> Response:
    # What keeps the database away is what the page is about: said once.
    away = "" if status == 503 else frame.away()
    text = frame.page("problem.html", title=title, detail=detail, what_to_do=what_to_do, again=again, away=away)
    response = make_response(text, status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _expired(error: CSRFError) -> Response:
    return _page(
        400,
        _("这一页放得太久了"),
        _("为了安全，刚才填的没有提交。"),
        _("请退回上一页，刷新以后再提交一次。"),
        again=request.path if request.method == "GET" else "",
    )


def _refused(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, SecurityError):  # a name that is not ours: no page can be made, its links would lead there
        return Response(str(ForeignHost()), status, mimetype="text/plain")
    if status < 400:
        return make_response(error.get_response())
    titles = {
        400: (_("这个请求看不懂"), _("请退回去再试一次。")),
        404: (_("没有这一页"), _("可能是地址写错了，也可能这条记录已经撤掉，或者本人没有同意显示。")),
        405: (_("不能这样打开"), _("请从页面上的按钮进来。")),
        413: (_("文件太大"), _("请拆成几个文件再传。")),
    }
    title, detail = titles.get(status, (_("打不开"), _("请退回去再试一次。")))
    return _page(status, title, detail)


def _failed(error: Exception) -> Response:
    error = told(error)
    status = status_of(error)
    said = words_of(error, frame.language()) if is_expected(error) else ""
    if isinstance(error, NotFound):
        said = _(
            "没有编号为 %(id)s 的%(kind)s：可能编号写错了，可能已经撤掉，也可能本人没有同意显示。",
            id=error.id,
            kind=kind_word(error.kind),
        )
    if status == 404:
        return _page(404, _("没有这条记录"), said)
    if isinstance(error, DiskFull | FileLimit | NotPermitted):
        return _page(503, _("没有办成"), said)
    if isinstance(error, RestoreUnfinished):
        return _page(503, _("资料还没有恢复完"), said, again=request.full_path if request.method == "GET" else "")
    if status == 503:
        return _page(
            503,
            _("数据库现在连不上"),
            said,
            _("已经存好的数据都在。看过的页面还能看，暂时不能保存；恢复以后会自己连上。"),
            again=request.full_path if request.method == "GET" else "",
        )
    if said:
        return _page(status if status != 500 else 400, _("没有办成"), said)
    log_failure(error, status=500)
    return _page(
        500, _("出了意外"), _("不是你的错，已经记在日志里。数据没有动过。"), _("请再试一次；还不行就告诉管理员。")
    )
