"""What the server itself turns away before the application sees it: too large, too long a header, no proper HTTP."""

from __future__ import annotations

import json

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

MB = 1024 * 1024
ROOM = MB  # what a request may be larger than the largest upload: the form around it
# Titles and what to do, Chinese and English, by status; anything else is told as a request that nobody can read.
SAID = {
    413: (
        ("文件太大", "The file is too large"),
        ("最多 {limit} MB，请拆成几个文件再传。", "At most {limit} MB: divide it into several files."),
    ),
    431: (
        ("请求头太长", "The header of the request is too long"),
        ("请清除本站的 Cookie，或缩短地址和请求头。", "Clear this site's cookies, or shorten the address and headers."),
    ),
}
OTHER = (
    ("请求无法理解", "The request cannot be understood"),
    ("请改正请求再试。", "Mend the request and try again."),
)
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0}</title><link rel="stylesheet" href="/static/heli.css"></head>
<body><main><div class="card pad oops"><h1>{0}</h1><p>{2}</p><p lang="en">{1}. {3}</p>
<p class="acts mt"><a class="btn go" href="/import">回到导入 · Back to import</a>
<a class="btn" href="/">回到今天 · Home</a></p></div></main></body></html>
"""
HEADERS = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


class Refusal(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """The answer to such a request: a page for browsers, problem+json for everybody else."""

    def execute(self) -> None:
        """Answer in our words and close the connection."""
        error = self.request.error
        limit = (self.channel.server.adj.max_request_body_size - ROOM) // MB
        page = "text/html" in self.request.headers.get("ACCEPT", "")
        body = answer(error.code, limit, page=page).encode()
        self.status = f"{error.code} {error.reason}"
        kind = "text/html; charset=utf-8" if page else "application/problem+json"
        self.response_headers.extend([("Content-Type", kind), *HEADERS])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that refuses in our words."""

    error_task_class = Refusal


def answer(status: int, limit: int, *, page: bool) -> str:
    """What is said with that status, `limit` MB being the largest upload."""
    (title, title_en), (detail, detail_en) = SAID.get(status, OTHER)
    detail, detail_en = detail.format(limit=limit), detail_en.format(limit=limit)
    if page:
        return PAGE.format(title, title_en, detail, detail_en)
    said = {"type": "about:blank", "title": title, "status": status, "detail": f"{detail} {title_en}: {detail_en}"}
    return json.dumps(said, ensure_ascii=False)
