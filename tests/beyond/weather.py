"""A line that does at random, from a seed, what networks do: it loses, cuts, lies, repeats."""

from __future__ import annotations

import random
import threading
from collections import Counter

from tests.sync.line import BadLine, Exchange, Fault, cut_at, lost, never_arrives, passes, says

PORTAL = b"<!doctype html><html><form action=/login>Welkom op het netwerk van dit hotel</form></html>"
LOSS = 0.3


def repeated(exchange: Exchange) -> None:
    """The request arrives twice; the laptop gets the second answer."""
    exchange.forward()
    passes(exchange)


def portal(exchange: Exchange) -> None:
    """Somebody in between says that all is well."""
    says("200 OK", PORTAL, Content_Type="text/html")(exchange)


class Weather(BadLine):
    """Bad until `clear`. `happened` counts what was done, by name."""

    def __init__(self, url: str, seed: int) -> None:
        self._chance = random.Random(seed)
        self._drawing = threading.Lock()
        self._clear = True
        self.happened: Counter[str] = Counter()
        super().__init__(url)

    def worsen(self) -> None:
        """From now on a third of the connections is lost, and half of the rest suffers something."""
        self._clear = False

    def clear(self) -> None:
        """All is well from now on."""
        self._clear = True

    def _fault(self, path: str) -> Fault:
        if self._clear:
            return passes
        with self._drawing:
            name, fault = self._draw()
            self.happened[name] += 1
        return fault

    def _draw(self) -> tuple[str, Fault]:
        chance = self._chance
        if chance.random() < LOSS:
            return ("request lost", never_arrives) if chance.random() < 0.5 else ("answer lost", lost)
        share = chance.random()
        if share < 0.15:
            return "cut", cut_at(chance.random())
        if share < 0.3:
            return "portal", portal
        if share < 0.5:
            return "repeated", repeated
        return "passed", passes
