"""Figures beside their bars."""

import sys


class Figures:
    def __init__(self):
        self.rows = []

    def progress(self, text):
        print(f"bench: {text} …", file=sys.stderr, flush=True)

    def at_least(self, title, value, bar, aim, unit):
        self._add(title, value, bar, aim, unit, value >= bar, value >= aim, ">=")

    def at_most(self, title, value, bar, aim, unit):
        self._add(title, value, bar, aim, unit, value <= bar, value <= aim, "<=")

    def note(self, text):
        self.rows.append(text)
        self.progress(text.strip())

    def _add(self, title, value, bar, aim, unit, holds, reaches, sign):
        verdict = "aim" if reaches else "bar" if holds else "MISSED"
        row = f"{title:<52} {value:>10,.2f}{unit:<4} {sign} {bar:g}{unit} (aim {aim:g}{unit})  {verdict}"
        self.rows.append(row)
        self.progress(row)

    def print(self):
        print("\n".join(self.rows))
