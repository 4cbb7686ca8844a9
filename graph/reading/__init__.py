"""Spreadsheet rows as a careful person reads them: which list, which column means what, what each cell says."""

from graph.reading.checking import check
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.header import Remembered as RememberedLayout
from graph.reading.report_json import report_json

__all__ = ["Entry", "Gazetteer", "RememberedLayout", "check", "report_json"]
