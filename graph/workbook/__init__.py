"""Spreadsheet bytes of any common format become raw sheets, in a guarded child process."""
