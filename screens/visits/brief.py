"""What one wants to know before the door, in words: risks first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.content import Content

from screens import moments
from screens.plain import one_line, plain
from screens.safety import signs
from screens.visits import drawing
from thuis_tui.casework.terms.visits import VISIT_PLACE
from thuis_tui.casework.vocabulary import NOTE_KIND
from thuis_tui.desk.crisis import CrisisCard
from thuis_tui.desk.safety import Risk
from thuis_tui.desk.visit_reading import Brief, VisitShown
from thuis_tui.language import _
from thuis_tui.language.dates import duration, long_day, stored_day
from thuis_tui.text import excerpt

NOTE_LENGTH = 160


def head(visit: VisitShown) -> Content:
    """When, where, what for, with whom; and how it stands."""
    begin = moments.at_place(visit.starts_at, visit.starts_offset)
    parts = [f"{long_day(begin)} {drawing.times(visit)}"]
    if visit.place:
        parts.append(VISIT_PLACE.shown(visit.place))
    if visit.purpose:
        parts.append(one_line(visit.purpose))
    mark, words, tone = drawing.standing(visit)
    style = {"alarm": "bold $error", "lamp": "bold $warning", "moss": "bold $success"}.get(tone, "$quiet")
    told = [plain(f"{mark} {words}", style)]
    if not visit.mine:
        told.append(plain(f" · {_('visit of {name}').format(name=one_line(visit.caseworker_name))}"))
    if visit.companion:
        told.append(plain(f" · {_('with {name}').format(name=one_line(visit.companion))}"))
    elif visit.alone_reason:
        told.append(plain(f" · {_('alone: {reason}').format(reason=one_line(visit.alone_reason))}"))
    if visit.checked_in_at and visit.checked_out_at:
        lasted = datetime.fromisoformat(visit.checked_out_at) - datetime.fromisoformat(visit.checked_in_at)
        told.append(plain(f" · {duration(max(1, round(lasted.total_seconds() / 60)))}"))
    if visit.outcome_reason:
        told.append(plain(f" · {one_line(visit.outcome_reason)}"))
    return Content("\n").join([plain(" · ".join(parts), "bold"), Content("").join(told)])


def escalation(offline: bool) -> Content:
    """What to do when a visit is over time; thuis itself can do nothing about it, and says so."""
    lines = [
        plain(_("1  All is well? o checks out, v gives you more time.")),
        plain(_("2  It does not feel right? Go outside first.")),
        plain(_("3  Danger: call 112, then your team lead. F8 has the numbers.")),
        plain(
            _("You are offline: thuis cannot call anyone; nobody else sees this alarm.")
            if offline
            else _("thuis cannot call or warn anyone: this alarm is on your laptop only."),
            "bold",
        ),
    ]
    return Content("\n").join(lines)


def safety(brief: Brief, *, airy: bool) -> Content:
    """Risks, the strictest first; then how to get there and how to speak."""
    gap = [Content("")] if airy else []
    lines = [*_risks(brief), *gap, *_agreements(brief, gap), *_getting_there(brief)]
    return Content("\n").join(lines)


def _risks(brief: Brief) -> Iterable[Content]:
    card = brief.card
    yield plain(_("Risks"), "bold $primary")
    if brief.not_alone:
        yield plain(f"▲ {_('Nobody goes here alone.')}", "bold $error")
    if card.level and card.level not in {risk.level for risk in card.risks}:
        yield Content.assemble(plain(f"{_('Risk')}: ", "bold"), signs.coloured(card.level))
    for risk in card.risks:
        yield _risk(risk)
    if not card.risks and not card.level and not brief.not_alone:
        yield plain(_("None are recorded. That does not say that there are none."), "$quiet")


def _agreements(brief: Brief, gap: Sequence[Content]) -> Iterable[Content]:
    if brief.agreements:
        yield plain(_("Agreements"), "bold $primary")
        yield plain(brief.agreements)
        yield from gap


def _risk(risk: Risk) -> Content:
    first = Content.assemble(signs.coloured(risk.level), plain(f" · {one_line(risk.kind)}: ", "bold"))
    told = plain(f"{one_line(risk.fact)} ({one_line(risk.source)})")
    if risk.expired:
        seen = _("look again: expired on {day}").format(day=stored_day(risk.review_on))
        return Content.assemble(first, told, plain(f" ! {seen}", "bold $warning"))
    return Content.assemble(first, told)


def _getting_there(brief: Brief) -> Iterable[Content]:
    card, visit = brief.card, brief.visit
    yield plain(_("At the door"), "bold $primary")
    yield _fact(_("Address"), visit.address or card.address)
    phones = ", ".join(card.phones)
    yield _fact(_("Telephone"), f"{phones} ({card.safe_to_call})" if card.safe_to_call and phones else phones)
    yield _fact(_("Language"), _spoken(card))
    yield _fact(_("Pets"), card.pets)


def _spoken(card: CrisisCard) -> str:
    if card.interpreter:
        return f"{card.language} · {_('with an interpreter')}" if card.language else _("with an interpreter")
    return card.language


def _fact(label: str, text: str) -> Content:
    if not text:
        return plain(f"{label}: {_('not known')}", "$quiet")
    return plain(f"{label}: {one_line(text)}")


def before(brief: Brief, *, airy: bool) -> Content:
    """What is to be done, and the last notes."""
    lines = [plain(_("Still to do"), "bold $primary")]
    for each in brief.todo:
        due = f" · {stored_day(each.due_on)}" if each.due_on else ""
        late = f" ! {_('overdue')}" if each.late else ""
        lines.append(Content.assemble(plain(f"□ {one_line(each.what)}{due}"), plain(late, "bold $warning")))
    if not brief.todo:
        lines.append(plain(_("No open actions or tasks."), "$quiet"))
    lines += [*([Content("")] if airy else []), plain(_("Last notes"), "bold $primary")]
    for entry in brief.notes:
        when = moments.at_place(entry.occurred_at, entry.occurred_offset)
        lines.append(
            plain(
                f"{moments.day(when)} · {NOTE_KIND.shown(entry.kind)} · {one_line(entry.author_name)}", "bold"
            )
        )
        lines.append(plain(one_line(excerpt(entry.excerpt, NOTE_LENGTH))))
    if not brief.notes:
        lines.append(plain(_("No notes yet."), "$quiet"))
    return Content("\n").join(lines)
