"""Every error of the JSON door as problem+json (RFC 9457), in the language of the one who asked."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, current_app, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing.exceptions import RoutingException

from service.api.mistakes import MOST_TOLD, said_of, where_of
from service.api.schema import Problem, ProblemPart
from service.errors import BadRequest, InvalidRecord, is_expected, status_of, told, words_of
from service.logs import log_failure

TYPE = "application/problem+json"

TITLES = {
    400: ("请求无法理解", "The request cannot be understood"),
    403: ("不允许这样访问", "This is not allowed"),
    404: ("没有找到", "Not found"),
    405: ("这个地址不支持这种方法", "The address does not know this method"),
    409: ("与现有情况冲突", "In conflict with what is there"),
    412: ("这条记录已被别人改过", "Somebody else has changed the record"),
    413: ("文件太大", "Too large"),
    415: ("内容格式不对", "Wrong kind of content"),
    422: ("内容有误", "The content has mistakes"),
    428: ("请带上 If-Match", "If-Match is needed"),
    500: ("服务出了意外", "Something unexpected happened"),
    503: ("暂时不可用", "Not available for the moment"),
}

# What to do, where whoever raised the error did not say.
DETAILS = {
    400: ("请按接口说明改正请求。", "Mend the request as the interface's description says."),
    403: ("只接受本站页面和命令行发来的写入。", "Only this site's pages and command lines may write."),
    404: ("请核对地址和编号。", "Check the address and the id."),
    405: ("可用的方法在 Allow 里。", "Allow lists the methods there are."),
    415: ("请按接口说明给出 Content-Type。", "Give the Content-Type that the interface's description names."),
    500: ("不是请求的错，已经记在日志里；请再试一次。", "Not the request's fault; it is in the log. Try once more."),
    503: ("请稍后再试。", "Try again in a moment."),
}


def language() -> str:
    """The language of the answer: the one asked for, else the one of the installation."""
    wanted = request.accept_languages.best_match(["zh", "en"])
    return wanted or str(current_app.config["HELI_LANG"])


def problem(status: int, detail: str = "", parts: list[ProblemPart] | None = None) -> Response:
    """An answer that says what went wrong and, by part of the request, where."""
    titles = TITLES.get(status)
    index = 1 if language() == "en" else 0
    title = titles[index] if titles else HTTPStatus(status).phrase
    body = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail or (DETAILS[status][index] if status in DETAILS else title),
        errors=parts or None,
    )
    response = Response(json.dumps(body.model_dump(exclude_none=True)), status, content_type=TYPE)
    response.headers["Content-Language"] = language()
    return response


def answer_error(error: Exception) -> Response:
    """The answer to any error raised while the JSON door worked on a request."""
    if isinstance(error, HTTPException):
        return _answer_http(error)
    error = _mistakes(error) if isinstance(error, ValidationError) else told(error)
    status = status_of(error)
    if not is_expected(error):
        log_failure(error, status=status)
        return problem(500)
    parts, detail = None, words_of(error, language())
    if isinstance(error, InvalidRecord):
        english = language() == "en"
        if request.method in ("GET", "HEAD"):  # nothing was to be written
            said = "; ".join(f"{name} {en}" for name, _, en in error.problems)
            detail = f"The parameters of the address cannot be used: {said}"
            if not english:
                detail = "地址里的参数有误：" + "；".join(f"{name} {zh}" for name, zh, _ in error.problems)
        parts = [ProblemPart(where=name, detail=en if english else zh) for name, zh, en in error.problems]
    response = problem(status, detail, parts)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _answer_http(error: HTTPException) -> Response:
    # Where else than here an address might lead is no answer of this door: what is asked for is not at this one.
    status = 404 if isinstance(error, RoutingException) else error.code or 500
    detail = ""
    if isinstance(error, RequestEntityTooLarge):
        limit = int(current_app.config["MAX_CONTENT_LENGTH"]) // (1024 * 1024)
        english = language() == "en"
        detail = f"At most {limit} MB." if english else f"最多 {limit} MB，请拆成几个文件再传。"
    response = problem(status, detail)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _mistakes(error: ValidationError) -> InvalidRecord | BadRequest:
    found = error.errors(include_url=False)
    if any(one["type"] == "json_invalid" for one in found):
        return BadRequest("内容不是合法的 JSON。", "The body is not JSON.")
    return InvalidRecord(
        [
            (where_of(one["loc"]), *said_of(one["type"], one.get("ctx", {}), one.get("input")))
            for one in found[:MOST_TOLD]
        ]
    )
