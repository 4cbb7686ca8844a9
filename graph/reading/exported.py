"""Lists that we exported ourselves: copies to look at and to print, never read back as somebody's own list."""

from __future__ import annotations

import re
from collections import defaultdict

from graph.kinds import NODES
from graph.reading.grid import Grid

# What every exported list says of itself above its heading; it is still there after Excel or CSV saved it.
MARKS = {
    "zh": "合力导出的清单，供查看、打印；要改请在网页上改记录，或填空白模板，请不要再导入。",
    "en": "A list exported by Heli, to look at and to print; change records on the pages or fill in a template, "
    "do not import it again.",
}
_SIGN = re.compile(r"合力导出的清单，供查看|A list exported by Heli, to look at|^“.+”伙伴推荐名单$", re.IGNORECASE)
FEW = 2  # filled cells of a line at most, where it is no data
MOSTLY = 0.5  # of a column's cells
# The form of our own ids: the kind of the record, then letters; nobody numbers a list of their own like this.
_OWN_ID = re.compile(
    rf"(?:{'|'.join(sorted(kind.lower() for kind in NODES))})-(?=[a-z0-9]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*"
)


def is_own_id(text: str) -> bool:
    """Whether the whole text has the form of an id that our records bear (project-loumen)."""
    return bool(_OWN_ID.fullmatch(text.strip()))


def is_exported(grid: Grid) -> bool:
    """Whether a sheet is a list that we exported: it says so, or has a column of our ids."""
    filled, ours = defaultdict[int, int](int), defaultdict[int, int](int)
    for line in grid.lines:
        cells = grid.own(line)
        if len(cells) <= FEW:
            if any(_SIGN.search(cell.text) for cell in cells.values()):
                return True
            continue
        for column, cell in cells.items():
            filled[column] += 1
            ours[column] += "-" in cell.text and cell.text.isascii() and is_own_id(cell.text)
    return any(count > MOSTLY * (filled[column] - 1) for column, count in ours.items() if count)
