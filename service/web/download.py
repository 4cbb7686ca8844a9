"""Files that the browser saves."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import quote

from flask import Response, send_file

NO_NAME = re.compile(r'[\\/:*?"<>|]')  # what no system takes in the name of a file


def download(content: bytes, name: str, plain: str) -> Response:
    """A workbook to be saved under `name`; `plain` is its name in ASCII for programs that know no other."""
    name = NO_NAME.sub(" ", name)
    answer = send_file(BytesIO(content), download_name=name, as_attachment=True)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return answer
