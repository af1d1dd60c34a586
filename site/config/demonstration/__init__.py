"""Invented data to try the product with: never beside real data, and only in demonstration mode."""

from config.demonstration.accounts import ACCOUNTS, PASSWORD
from config.demonstration.assembly import NoDemonstration, build, check_allowed, empty

__all__ = ["ACCOUNTS", "PASSWORD", "NoDemonstration", "build", "check_allowed", "empty"]
