"""Where one is: a screen by name with its arguments. Screens are imported when they are first shown."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from screens.page import Page

SCREENS: Final = {
    "unlock": "screens.unlock:UnlockScreen",
    "setup": "screens.setup:SetupScreen",
    "today": "screens.today:TodayScreen",
    "tasks": "screens.tasks:TasksScreen",
    "task_editor": "screens.task_editor:TaskEditorScreen",
    "caseload": "screens.caseload:CaseloadScreen",
    "dossier": "screens.dossier:DossierScreen",
    "note": "screens.note:NoteScreen",
    "note_editor": "screens.note_editor:NoteEditorScreen",
    "amendment": "screens.amendment:AmendmentScreen",
    "field_editor": "screens.field_editor:FieldEditorScreen",
    "record_editor": "screens.record_editor:RecordEditorScreen",
    "visits": "screens.visits.week:WeekScreen",
    "client_visits": "screens.visits.client:ClientVisitsScreen",
    "visit": "screens.visits.visit:VisitScreen",
    "visit_editor": "screens.visits.editor:VisitEditorScreen",
    "privacy": "screens.privacy:PrivacyScreen",
    "assessments": "screens.assessment.overview:AssessmentsScreen",
    "domain_goal": "screens.assessment.goal:DomainGoalScreen",
    "assessment": "screens.assessment.editor:AssessmentScreen",
    "conflicts": "screens.conflicts:ConflictsScreen",
    "late": "screens.late:LateScreen",
    "learning": "screens.learning:LearningScreen",
    "intake": "screens.intake:IntakeScreen",
    "whole_intake": "screens.whole_intake.sections:WholeIntakeScreen",
    "merging": "screens.merging.page:MergingScreen",
    "typing_sheet": "screens.whole_intake.sheet:TypingSheetScreen",
    "working_notes": "screens.working_notes:WorkingNotesScreen",
    "people": "screens.people.page:PeopleScreen",
    "contact_editor": "screens.people.editors:ContactEditorScreen",
    "consent_editor": "screens.people.editors:ConsentEditorScreen",
    "plan": "screens.plan.plan:PlanScreen",
    "plan_difference": "screens.plan.difference:PlanDifferenceScreen",
    "plan_editor": "screens.plan.forms:PlanEditorScreen",
    "goal_editor": "screens.plan.forms:GoalEditorScreen",
    "action_editor": "screens.plan.forms:ActionEditorScreen",
    "outcome_editor": "screens.plan.forms:OutcomeEditorScreen",
    "outbox": "screens.outbox:OutboxScreen",
    "history": "screens.history.page:HistoryScreen",
    "bin": "screens.history.bin:BinScreen",
    "drafts": "screens.drafts:DraftsScreen",
    "search": "screens.search:SearchScreen",
    "board": "screens.housing.board:BoardScreen",
    "candidate": "screens.housing.candidate:CandidateScreen",
    "candidacy_editor": "screens.housing.candidate:CandidacyEditorScreen",
    "waiting_list": "screens.housing.waiting_list:WaitingListScreen",
    "places": "screens.housing.places:PlacesScreen",
    "place_editor": "screens.housing.place_editor:PlaceEditorScreen",
    "place_past": "screens.housing.place_past:PlacePastScreen",
    "places_for": "screens.housing.matching:PlacesForScreen",
    "candidates_for": "screens.housing.matching:CandidatesForScreen",
    "place_list": "screens.housing.place_list:PlaceListScreen",
    "enrolment": "screens.enrolment:EnrolmentScreen",
    "safety": "screens.safety.page:SafetyScreen",
    "risk_editor": "screens.safety.risk_editor:RiskEditorScreen",
    "risk_review": "screens.safety.risk_editor:RiskReviewScreen",
    "warning_plan": "screens.safety.warning_plan:WarningPlanScreen",
    "meldcode": "screens.safety.reporting:MeldcodeScreen",
    "meldcode_step": "screens.safety.reporting:StepEditorScreen",
    "calamity_editor": "screens.safety.reporting:CalamityEditorScreen",
    "team": "screens.team.page:TeamScreen",
    "member": "screens.team.member:MemberScreen",
    "hand_over": "screens.handover.sheet:HandOverScreen",
    "transfers": "screens.handover.page:TransfersScreen",
    "emergency": "screens.handover.emergency:EmergencyScreen",
    "notices": "screens.safety.notices:NoticesScreen",
}

EDITORS: Final = {
    "task": "task_editor",
    "candidacy": "candidacy_editor",
    "place": "place_editor",
    "plan": "plan_editor",
    "goal": "goal_editor",
    "action": "action_editor",
    "outcome": "outcome_editor",
    "visit": "visit_editor",
    "contact": "contact_editor",
    "consent": "consent_editor",
    "risk_flag": "risk_editor",
    "meldcode_step": "meldcode_step",
    "calamity": "calamity_editor",
}
"""The forms of records that have one of their own, by the type of the record."""

DIALOGS: Final = ("screens.safety.crisis",)
"""What is shown over a page and has to be there without waiting."""


def load_all() -> None:
    """Import every screen; blocks for a while, so in a thread."""
    for place in (*SCREENS.values(), *DIALOGS):
        import_module(place.partition(":")[0])


class Route(NamedTuple):
    """A screen's name and the keyword arguments that make it; ids only, never anyone's data."""

    name: str
    arguments: Mapping[str, Any] = MappingProxyType({})

    def build(self) -> Page[Any]:
        """The screen itself."""
        module, _, attribute = SCREENS[self.name].partition(":")
        page: Page[Any] = getattr(import_module(module), attribute)(**self.arguments)
        return page
