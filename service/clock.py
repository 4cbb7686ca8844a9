"""The community's clock: moments are kept in UTC, but a day begins at midnight where the community is.

One installation has one time zone; `opening` sets it once from the settings.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

BEIJING = "Asia/Shanghai"


def zone_called(name: str) -> tzinfo:
    """The time zone of this name; raises ValueError for one that is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        if name == BEIJING:  # no clock has been moved there since 1991, so a machine without the tables can do
            return timezone(timedelta(hours=8), name)
        raise ValueError(f"{name} is no time zone known to this machine; for example {BEIJING}") from None


_zone = zone_called(BEIJING)


def keep_to(name: str) -> None:
    """Tell days and hours by the time zone of this name from now on."""
    global _zone
    _zone = zone_called(name)


def local(moment: datetime) -> datetime:
    """The moment as the clock on the community's wall shows it."""
    return moment.astimezone(_zone)


def day_of(now: datetime) -> date:
    """The day that it is in the community at this moment."""
    return local(now).date()
