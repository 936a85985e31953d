"""The assessment that is being made: what was said of each domain, as a draft keeps it and as it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from thuis_tui.desk.assessments import DOMAINS, LEVELS, AssessmentInput, Score


@dataclass
class Sheet:
    """Moment, days and scores. Days are YYYY-MM-DD; an empty `source_on` names no older information."""

    moment: str
    measured_on: str
    source_on: str = ""
    scores: dict[int, Score] = field(default_factory=dict)

    def score(self, domain: int) -> Score:
        """What is said of a domain so far."""
        return self.scores.get(domain, Score())

    def change(self, domain: int, **values: Any) -> None:
        """Say something else of a domain."""
        self.scores[domain] = replace(self.score(domain), **values)

    @property
    def answered(self) -> int:
        """How many domains have a level or a reason for having none."""
        return sum(self.score(domain).is_answered for domain in DOMAINS)

    @property
    def next(self) -> int:
        """The first domain without an answer, else the first."""
        return next((domain for domain in DOMAINS if not self.score(domain).is_answered), DOMAINS[0])

    def kept(self) -> dict[str, Any]:
        """The sheet as a draft keeps it."""
        return {
            "moment": self.moment,
            "measured_on": self.measured_on,
            "source_on": self.source_on,
            "scores": {
                str(domain): asdict(score) for domain, score in self.scores.items() if not score.is_empty
            },
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Put back what a draft kept; what cannot be read is left out."""
        for name in ("moment", "measured_on", "source_on"):
            if isinstance(value := kept.get(name), str):
                setattr(self, name, value)
        scores = kept.get("scores")
        for domain in DOMAINS:
            said = scores.get(str(domain)) if isinstance(scores, dict) else None
            if isinstance(said, dict):
                self.scores[domain] = _read(said)

    def filed(self, client: str) -> AssessmentInput:
        """The assessment as the desk takes it; what explains a level goes with the level."""
        scores = {
            domain: replace(score, explanation="") if score.level is None else score
            for domain in DOMAINS
            for score in (self.score(domain),)
        }
        return AssessmentInput(
            client=client,
            moment=self.moment,
            measured_on=self.measured_on,
            source_on=self.source_on or None,
            scores=scores,
        )


def _read(said: Mapping[str, Any]) -> Score:
    level, target = (each if each in LEVELS else None for each in (said.get("level"), said.get("target")))
    return Score(
        level=level,
        not_assessed=str(said.get("not_assessed") or ""),
        target=target,
        explanation=str(said.get("explanation") or ""),
        comment=str(said.get("comment") or ""),
    )
