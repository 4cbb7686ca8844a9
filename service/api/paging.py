"""Lists given in pages: what is asked for, and the cursor that leads on."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlencode

from flask import request
from pydantic import Field

from service.api.schema import AskedInQuery
from service.errors import InvalidRecord

SUM_BYTES = 4


class Paging(AskedInQuery):
    """How much of a list is wanted, and from where on."""

    limit: int = Field(50, ge=1, le=200, description="每页条数。Records on a page.")
    cursor: str | None = Field(
        None, max_length=1200, pattern="^[A-Za-z0-9_-]*$", description="上一页的 next。The `next` of the page before."
    )

    def after(self) -> str:
        """The id behind which the page begins, empty for the first; InvalidRecord for a cursor of no page of this."""
        if not self.cursor:
            return ""
        try:
            held = urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4))
            identifier = held[SUM_BYTES:].decode()
        except (binascii.Error, UnicodeDecodeError):
            raise unknown_cursor() from None
        if cursor_of(identifier) != self.cursor:
            raise unknown_cursor()
        return identifier

    def onward(self, cursor: str) -> dict[str, str]:
        """The header that leads to the next page of a list."""
        asked = urlencode(self.model_dump(exclude_none=True) | {"cursor": cursor})
        return {"Link": f'<{request.path}?{asked}>; rel="next"'}


def cursor_of(identifier: str) -> str:
    """The cursor of the page behind this record of the list that is asked for; a sum tells it from a slip."""
    held = binascii.crc32(f"{request.path} {identifier}".encode()).to_bytes(SUM_BYTES, "big") + identifier.encode()
    return urlsafe_b64encode(held).decode().rstrip("=")


def unknown_cursor() -> InvalidRecord:
    """A cursor that no page of this list gave."""
    return InvalidRecord([("cursor", "不是这个清单上一页给的 next", "is not the `next` of a page of this list")])
