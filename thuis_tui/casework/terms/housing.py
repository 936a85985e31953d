"""Vocabularies of homes: places, the flow of candidates to a home, and tenancies.

The stages are professional practice in Housing First (housingfirstnederland.nl), not law.
"""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

HOME_TYPE = Vocabulary(
    "home_type",
    N_("Kind of home"),
    (
        Term("room", N_("Room")),
        Term("studio", N_("Studio")),
        Term("apartment", N_("Apartment")),
        Term("house", N_("House")),
    ),
    open=True,
)

LEASE_FORM = Vocabulary(
    "lease_form",
    N_("Lease"),
    (
        Term("own_name", N_("In the client's own name")),
        Term("intermediary", N_("Through the provider")),
        Term("three_party", N_("Three-party")),
    ),
)

ACCESSIBLE = Vocabulary(
    "accessible",
    N_("Accessible"),
    (
        Term("wheelchair", N_("With a wheelchair")),
        Term("no_stairs", N_("Without stairs")),
        Term("stairs", N_("With stairs only")),
    ),
)

PLACE_STATE = Vocabulary(
    "place_state",
    N_("State of the place"),
    (
        Term("promised", N_("Promised")),
        Term("available", N_("Available")),
        Term("reserved", N_("Reserved")),
        Term("occupied", N_("Occupied")),
        Term("unavailable", N_("Not available now")),
        Term("ended", N_("Left the programme")),
    ),
)

STAGE = Vocabulary(
    "stage",
    N_("Stage"),
    (
        Term("referral", N_("Referral")),
        Term("screening", N_("Screening")),
        Term("waiting", N_("Waiting list")),
        Term("nomination", N_("Nomination")),
        Term("offer", N_("Offer")),
        Term("viewing", N_("Viewing")),
        Term("introduction", N_("Introduction")),
        Term("signing", N_("Signing")),
        Term("key", N_("Key")),
        Term("living", N_("Living")),
        Term("takeover", N_("Lease takeover")),
        Term("scaling_down", N_("Scaling down")),
        Term("aftercare", N_("Aftercare")),
        Term("exit", N_("Exit")),
    ),
)

SIDE_STATE = Vocabulary(
    "side_state",
    N_("Side state"),
    (
        Term("on_hold", N_("On hold")),
        Term("refused", N_("Offer refused")),
        Term("rehousing", N_("Rehousing")),
        Term("ended", N_("Ended")),
        Term("deceased", N_("Deceased")),
    ),
)

OFFER_OUTCOME = Vocabulary(
    "home_offer_outcome",
    N_("What became of it"),
    (
        Term("accepted", N_("Accepted")),
        Term("refused", N_("Refused")),
        Term("withdrawn", N_("Withdrawn by the landlord")),
        Term("lapsed", N_("Lapsed")),
    ),
)

REFUSAL_REASON = Vocabulary(
    "refusal_reason",
    N_("Reason of refusal"),
    (
        Term("area", N_("The neighbourhood")),
        Term("size", N_("The size")),
        Term("rent", N_("The rent")),
        Term("accessibility", N_("Not accessible enough")),
        Term("pets", N_("No pets allowed")),
        Term("safety", N_("Does not feel safe there")),
        Term("not_ready", N_("Not now")),
    ),
    open=True,
)

TENANCY_END = Vocabulary(
    "tenancy_end",
    N_("Reason of the end"),
    (
        Term("moved_on", N_("Moved on to another home")),
        Term("rehoused", N_("Rehoused in the programme")),
        Term("own_wish", N_("At the client's own wish")),
        Term("eviction", N_("Eviction")),
        Term("institution", N_("Admitted or detained")),
        Term("deceased", N_("Deceased")),
    ),
    open=True,
)
