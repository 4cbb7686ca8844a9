"""One data line → a row with verdict, fields and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph.reading import messages
from graph.reading.ages import NOT_KNOWN, is_birth, says_birth
from graph.reading.cells import CellContext, CellReading, read_cell
from graph.reading.codes import credit_code, holds_identity_number, is_credit_code, without_identity_numbers
from graph.reading.consent import asks_to_be_hidden, asks_to_be_shown, read_consent
from graph.reading.gazetteer import Gazetteer
from graph.reading.grid import Grid, sums_above
from graph.reading.header import SheetList
from graph.reading.lacking import counted_apart, still_lacking
from graph.reading.limits import within_limits
from graph.reading.lists import Holds
from graph.reading.messages import ERRORS
from graph.reading.minors import cell_tells_of_a_minor
from graph.reading.money import step_of
from graph.reading.phones import mask_phones
from graph.reading.remarks import is_remark, tells_that_it_is_over
from graph.reading.repeated import put_together
from graph.reading.report import FieldValue, Problem, Row, Verdict
from graph.reading.tidy import DITTO, is_blank, says_nothing, squash, tidy
from graph.workbook.parts import letter_of
from graph.workbook.reader import Cell, CellKind

ERROR_TEXTS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
_BLANK = Cell(CellKind.TEXT, "")
_ANY_MEASURE = frozenset(("个", "个人"))  # said with a number of nearly anything


@dataclass(frozen=True)
class ColumnAt:
    """A column of the table: where it is, its heading, the field it is read as."""

    index: int
    letter: str
    heading: str
    field: str | None
    unread: bool  # the user said so: not even looked at
    again: bool = False  # an earlier column holds the same field


@dataclass
class _Line:
    fields: dict[str, FieldValue] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    price_unit: str = ""
    taken_from: dict[str, ColumnAt] = field(default_factory=dict)  # value → the column that said it
    unsure: dict[str, str] = field(default_factory=dict)  # field → what stands in a cell that could not be read
    meant: dict[str, FieldValue] = field(default_factory=dict)


class RowReader:
    """Reads the data lines of one table, top down, so that 同上 finds the line above."""

    def __init__(self, grid: Grid, table: SheetList, gazetteer: Gazetteer) -> None:
        self._grid, self._table = grid, table
        year = int(table.reported_on[:4]) if table.reported_on else None
        self._setting = CellContext(table.read_as.kind, gazetteer, year, sums=step_of(sums_above(grid, table.top)))
        self.columns = [
            ColumnAt(
                index,
                letter_of(index),
                without_identity_numbers(heading),
                name,
                at in table.left_unread,
                name is not None and name in table.read_as.fields[:at],
            )
            for at, (index, heading, name) in enumerate(
                zip(table.columns, table.headings, table.read_as.fields, strict=True)
            )
        ]
        apart = counted_apart(table.read_as.kind, table.headings, table.read_as.fields)
        self._lacking, self._had = (None if at is None or self.columns[at].unread else self.columns[at] for at in apart)
        self._above: dict[int, Cell] = {}
        self.unsure: dict[int, Mapping[str, str]] = {}
        self.tidied = 0

    def read(self, line: int) -> Row:
        """The row of one data line."""
        cells = {column.index: self._resolved(line, column) for column in self.columns}
        self._above = {**self._above, **cells}
        found = _Line()
        setting = replace(self._setting, within=self._community(cells))
        for column in self.columns:
            if column.unread:
                continue
            cell = cells[column.index]
            if column.field is None:
                if self._holds_identity(column, cell):
                    self._tell(found, column, "id_number_present", cell)
            elif cell.kind is not CellKind.TEXT or not says_nothing(cell.text):
                self._read_column(found, column, cell, setting)
            elif column.field in setting.kind.required and self._nothing_said(column, cells):
                self._tell(found, column, "missing_value", cell)
        self._check_dates(found, cells)
        self._take_lacking(found, cells)
        self._check_consent(found, cells)
        self._check_ended(found, cells)
        self._check_minor(found, cells)
        if found.price_unit and not found.fields.get("unit"):
            found.fields["unit"] = found.price_unit
        self.unsure[line] = found.unsure
        filled = {name: value for name, value in found.fields.items() if value not in (None, [], "")}
        told = tuple(found.problems)
        return Row(line, verdict(told), filled, told, typed=self._typed(cells), meant=found.meant)

    def _resolved(self, line: int, column: ColumnAt) -> Cell:
        cell = self._grid.cell(line, column.index)
        if cell.kind is CellKind.TEXT and tidy(cell.text) in DITTO:
            return self._above.get(column.index, _BLANK)
        return cell

    def _community(self, cells: Mapping[int, Cell]) -> str:
        for column in self.columns:
            if column.field == "community" and not is_blank(cells[column.index].text):
                place = self._setting.gazetteer.place(cells[column.index].text)
                return place.name if place else ""
        return ""

    def _nothing_said(self, column: ColumnAt, cells: Mapping[int, Cell]) -> bool:
        """Whether a blank cell is all that the row says of its field."""
        same = [other for other in self.columns if other.field == column.field]
        return not column.again and all(says_nothing(cells[other.index].text) for other in same)

    def _read_column(self, found: _Line, column: ColumnAt, cell: Cell, setting: CellContext) -> None:
        name = column.field or ""
        holds = setting.kind.holds(name)
        computed = cell.kind in (CellKind.FORMULA, CellKind.ERROR) or cell.text.strip().upper() in ERROR_TEXTS
        if holds is Holds.IDENTITY:
            self._tell(found, column, "id_number_present", cell)
            return
        if computed:
            self._tell(found, column, "formula_without_value", cell)
            return
        if self._holds_identity(column, cell):
            self._tell(found, column, "id_number_present", cell)
            return
        reading = within_limits(read_cell(name, column.heading, cell, setting))
        self.tidied += cell.kind is CellKind.TEXT and not reading.codes and tidy(cell.text) != cell.text
        self._take(found, column, cell, reading)

    def _take(self, found: _Line, column: ColumnAt, cell: Cell, reading: CellReading) -> None:
        differing = put_together(found.fields, reading.values) if column.again else ""
        if differing:
            first = found.taken_from[differing]
            found.problems.append(messages.columns_differ(column.letter, column.heading, first.letter, first.heading))
            reading = CellReading({}, reading.codes)
        for name in reading.values:
            if name not in found.taken_from or found.fields.get(name) in (None, "", []):
                found.taken_from[name] = column
        for name, value in reading.values.items():
            had = found.fields.get("unit")
            if name == "unit" and column.field != "unit":
                # The cell of the number wins over a column of its own, but where it says no more than 个.
                found.fields["unit"] = had if had and value in _ANY_MEASURE else value
            elif name == "unit" and had in _ANY_MEASURE:
                found.fields["unit"] = value
            elif name != "unit" or not had:
                found.fields.setdefault(name, value)
                if found.fields[name] is None:
                    found.fields[name] = value
        found.price_unit = found.price_unit or reading.price_unit
        if reading.codes and column.field not in reading.values:
            found.unsure[column.field or ""] = squash(cell.text)
        if not column.again:
            found.meant.update(reading.meant)
        for code in dict.fromkeys(reading.codes):
            self._tell(found, column, code, cell, reading)

    def _holds_identity(self, column: ColumnAt, cell: Cell) -> bool:
        if cell.kind not in (CellKind.TEXT, CellKind.NUMBER) or not holds_identity_number(cell.text):
            return False
        # A registered body's code may be all digits and pass both checks.
        return not (column.field == "credit_code" and is_credit_code(credit_code(cell.text)))

    def _check_dates(self, found: _Line, cells: Mapping[int, Cell]) -> None:
        start, end = found.fields.get("date_from"), found.fields.get("date_to")
        if not isinstance(start, str) or not isinstance(end, str) or end >= start:
            return
        column = next((c for c in self.columns if c.field == "date_to"), None)
        if column is None:
            column = next((c for c in self.columns if c.field == "period"), None)
        if column is not None:
            found.fields.pop("date_from")
            found.fields.pop("date_to")
            self._tell(found, column, "bad_period", cells[column.index])

    def _check_consent(self, found: _Line, cells: Mapping[int, Cell]) -> None:
        """Of several columns that ask whether somebody may be recommended, the strictest answer holds."""
        if "consent" not in self._table.read_as.kind.fields:
            return
        agreed = found.taken_from.get("consent")
        said_yes = agreed is not None and found.fields.get("consent") is True
        for other in self.columns:
            if other is agreed or other.field not in (None, "consent") or other.unread:
                continue
            typed = cells[other.index].text
            if asks_to_be_hidden(other.heading) and typed and read_consent(typed) is not False:
                found.problems.append(messages.asks_to_be_hidden(other.letter, other.heading, typed))
            elif said_yes and agreed is not None and asks_to_be_shown(other.heading) and read_consent(typed) is False:
                found.problems.append(
                    messages.consents_differ(other.letter, other.heading, agreed.letter, agreed.heading)
                )
            else:
                continue
            found.fields["consent"] = False
            return

    def _check_ended(self, found: _Line, cells: Mapping[int, Cell]) -> None:
        """Whoever by a remark is no longer there, or asked to be called no more, counts as not agreed."""
        if self._table.read_as.kind.name != "residents" or found.fields.get("consent") is False:
            return
        for column in self.columns:
            typed = cells[column.index].text
            if not column.unread and is_remark(column.heading, column.field) and tells_that_it_is_over(typed):
                found.problems.append(messages.no_longer_there(column.letter, column.heading, typed))
                found.fields["consent"] = False
                return

    def _check_minor(self, found: _Line, cells: Mapping[int, Cell]) -> None:
        """Where no age or birth is told, a remark or a school that may be a minor's keeps somebody out of lists."""
        if self._table.read_as.kind.name != "residents":
            return
        told = [(column, cells[column.index].text) for column in self.columns if not column.unread]
        told = [(column, typed) for column, typed in told if not says_nothing(typed)]
        if any(column.field == "age_band" or (is_birth(column.heading) and says_birth(text)) for column, text in told):
            return
        for column, typed in told:
            if cell_tells_of_a_minor(column.heading, column.field, typed):
                found.meant["age_band"] = NOT_KNOWN
                found.problems.append(messages.may_be_minor(column.letter, column.heading, typed))
                return

    def _take_lacking(self, found: _Line, cells: Mapping[int, Cell]) -> None:
        """Ask for what is still lacking; where somebody takes a part, what is needed is counted against it later."""
        if found.fields.get("claimant") or not (self._lacking or self._had):
            return
        lacking, had = ("" if at is None else cells[at.index].text for at in (self._lacking, self._had))
        needed = found.fields.get("quantity")
        left = still_lacking(needed if isinstance(needed, float) else None, lacking, had)
        if left is not None:
            unit = left.unit or found.fields.get("unit")
            found.fields.update({"quantity": left.low, "quantity_max": left.high, "unit": unit})

    def _tell(self, found: _Line, column: ColumnAt, code: str, cell: Cell, reading: CellReading | None = None) -> None:
        about = messages.About(
            column.heading,
            column.field or "",
            cell,
            reading.values if reading else {},
            self._setting.kind,
            self._setting.gazetteer,
            reading.meant if reading and not column.again else {},
        )
        found.problems.append(messages.problem(column.letter, code, about))

    def _typed(self, cells: Mapping[int, Cell]) -> dict[str, str]:
        shown = {}
        for column in self.columns:
            text = cells[column.index].text
            if text and not column.unread and column.field != "id_number":
                private = column.field in ("phone", "contact_phone")
                shown[column.letter] = without_identity_numbers(text if private else mask_phones(text)[0])
        return shown


def verdict(problems: Iterable[Problem]) -> Verdict:
    """The worst of a row's problems."""
    codes = {problem.code for problem in problems}
    if codes & ERRORS:
        return Verdict.ERROR
    return Verdict.WARNING if codes else Verdict.OK
