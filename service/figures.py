"""Amounts as people write them, wherever they are told."""

from __future__ import annotations


def figure(value: float) -> str:
    """A number: thousands apart, no needless decimals and two at most."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
