"""Reviewing a rule book: its checks, how well its cases show it, and what lies between two versions."""
