"""Spreadsheet rows as a careful person reads them: which list, which column means what, what each cell says."""
