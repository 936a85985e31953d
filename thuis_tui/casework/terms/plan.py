"""Vocabularies of the support plan, its tasks and the ZRM assessment."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

PLAN_STATE = Vocabulary(
    "plan_state",
    N_("State of the plan"),
    (
        Term("draft", N_("draft")),
        Term("discussed", N_("discussed")),
        Term("agreed", N_("agreed by the client")),
        Term("approved", N_("approved by the team lead")),
        Term("active", N_("active")),
        Term("in_evaluation", N_("in evaluation")),
        Term("closed", N_("closed")),
    ),
)
"""In the order in which a plan goes through them."""

AGREEMENT = Vocabulary(
    "agreement",
    N_("Agreement"),
    (
        Term("signed", N_("signed")),
        Term("spoken", N_("agreed in words")),
        Term("not_agreed", N_("not agreed")),
    ),
)

GOAL_OUTCOME = Vocabulary(
    "goal_outcome",
    N_("Outcome of the goal"),
    (
        Term("reached", N_("reached")),
        Term("partly", N_("partly reached")),
        Term("not_reached", N_("not reached")),
        Term("dropped", N_("dropped")),
    ),
)

ACTION_WHO = Vocabulary(
    "action_who",
    N_("Who does it"),
    (
        Term("client", N_("The client")),
        Term("caseworker", N_("The caseworker")),
        Term("together", N_("Together")),
    ),
    open=True,
)

TASK_STATE = Vocabulary(
    "task_state",
    N_("State of the task"),
    (Term("open", N_("open")), Term("done", N_("done")), Term("dropped", N_("dropped"))),
)

ASSESSMENT_MOMENT = Vocabulary(
    "assessment_moment",
    N_("Moment of the assessment"),
    (Term("intake", N_("Intake")), Term("progress", N_("Progress")), Term("exit", N_("Exit"))),
)
