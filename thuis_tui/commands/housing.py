"""The commands of homes."""

from thuis_tui.commands.command import GO, READING, WRITING, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "app.places", (), N_("Homes"),
        N_("Shows the homes of the programme, with their rent and their state."),
        group=GO, palette=True,
    ),
    Command(
        "app.board", (), N_("Ways to a home"),
        N_("Shows who is how far on the way to a home, in columns."),
        group=GO, palette=True,
    ),
    Command(
        "today.board", ("h",), N_("Ways to a home"),
        N_("Shows who is how far on the way to a home, in columns."),
        "today", READING,
    ),
    Command(
        "caseload.board", ("h",), N_("Ways to a home"),
        N_("Shows who is how far on the way to a home, in columns."),
        "caseload", READING,
    ),
    Command(
        "dossier.way", ("s",), N_("On the way to a home"),
        N_("Shows how far this person is on the way to a home, or puts them on it."),
        "dossier", READING, palette=True,
    ),
    # The board
    Command(
        "board.on", ("greater_than_sign",), N_("Move on"),
        N_("Moves the card at the cursor on to the next stage, with its day."),
        "board", WRITING, footer=True,
    ),
    Command(
        "board.back_one", ("less_than_sign",), N_("Back"),
        N_("Moves the card at the cursor back to the stage before, with day and reason."),
        "board", WRITING, footer=True,
    ),
    Command(
        "board.aside", ("s",), N_("On hold …"),
        N_("Says that a candidate is on hold, refused, is rehoused, ended or died; or takes it back."),
        "board", WRITING, footer=True,
    ),
    Command(
        "board.open", ("enter",), N_("Open"),
        N_("Opens the way of the candidate at the cursor."),
        "board", READING, footer=True,
    ),
    Command(
        "board.waiting", ("f",), N_("Waiting list"),
        N_("Shows the waiting list in its order, and what the order comes from."),
        "board", READING, footer=True,
    ),
    Command(
        "board.places", ("p",), N_("Homes"),
        N_("Shows the homes of the programme, with their rent and their state."),
        "board", READING,
    ),
    Command(
        "board.left", ("left", "h"), N_("Column before"),
        N_("Goes to the column before."),
        "board", READING,
    ),
    Command(
        "board.right", ("right", "l"), N_("Next column"),
        N_("Goes to the next column."),
        "board", READING,
    ),
    Command(
        "board.back", ("escape",), N_("Back"),
        N_("Goes back to where you came from."),
        "board", READING,
    ),
    # One candidate
    Command(
        "candidate.on", ("greater_than_sign",), N_("Move on"),
        N_("Moves the candidate on to the next stage, with the day."),
        "candidate", WRITING, footer=True,
    ),
    Command(
        "candidate.back_one", ("less_than_sign",), N_("Stage before"),
        N_("Moves the candidate back to the stage before, with day and reason."),
        "candidate", WRITING,
    ),
    Command(
        "candidate.stage", ("m",), N_("To a stage"),
        N_("Moves the candidate to any stage, with day and reason."),
        "candidate", WRITING,
    ),
    Command(
        "candidate.aside", ("s",), N_("On hold …"),
        N_("Says that a candidate is on hold, refused, is rehoused, ended or died; or takes it back."),
        "candidate", WRITING, footer=True,
    ),
    Command(
        "candidate.fitting", ("f",), N_("Fitting homes"),
        N_("Shows which homes fit this candidate and why; Enter there offers one."),
        "candidate", READING, footer=True,
    ),
    Command(
        "candidate.offer", ("o",), N_("Offer …"),
        N_("Writes down what became of an offer, or another day for the viewing."),
        "candidate", WRITING, footer=True,
    ),
    Command(
        "candidate.wishes", ("e",), N_("Wishes"),
        N_("Changes what the candidate wishes and needs."),
        "candidate", WRITING, footer=True,
    ),
    Command(
        "candidate.dossier", ("p",), N_("Dossier"),
        N_("Opens the dossier, for who has it."),
        "candidate", READING,
    ),
    Command(
        "candidate.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "candidate", READING,
    ),
    # The waiting list
    Command(
        "waiting_list.open", ("enter", "l"), N_("Open"),
        N_("Opens the way of the person at the cursor."),
        "waiting_list", READING, footer=True,
    ),
    Command(
        "waiting_list.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "waiting_list", READING, footer=True,
    ),
    # The register of homes
    Command(
        "places.open", ("enter", "l"), N_("Change"),
        N_("Changes the home at the cursor, for who keeps the homes."),
        "places", WRITING, footer=True,
    ),
    Command(
        "places.filter", ("slash",), N_("Filter"),
        N_("Type a part of a street, a place or a corporation to see only those homes."),
        "places", READING,
    ),
    Command(
        "places.state", ("tab", "f"), N_("State"),
        N_("Shows all homes, or those in the next state: available, reserved, occupied."),
        "places", READING, footer=True,
    ),
    Command(
        "places.candidates", ("c",), N_("Candidates"),
        N_("Shows whom this home fits, in the order of the waiting list; Enter there offers it."),
        "places", READING, footer=True,
    ),
    Command(
        "places.past", ("H",), N_("Past of the home"),
        N_("Shows in which state a home was for how long, and who changed what."),
        "places", READING,
    ),
    Command(
        "places.new_place", ("n",), N_("New home"),
        N_("Writes a home down."),
        "places", WRITING, footer=True,
    ),
    Command(
        "places.take_in", ("y",), N_("List in"),
        N_("Takes in the list of a corporation (CSV), after showing row by row what would happen."),
        "places", WRITING, footer=True,
    ),
    Command(
        "places.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "places", READING,
    ),
    # Matching
    Command(
        "places_for.offer", ("enter",), N_("Offer"),
        N_("Offers the home at the cursor to this candidate, with the day."),
        "places_for", WRITING, footer=True,
    ),
    Command(
        "places_for.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "places_for", READING, footer=True,
    ),
    Command(
        "candidates_for.offer", ("enter",), N_("Offer"),
        N_("Offers this home to the candidate at the cursor, with the day."),
        "candidates_for", WRITING, footer=True,
    ),
    Command(
        "candidates_for.way", ("l", "p"), N_("Way to a home"),
        N_("Opens the way of the candidate at the cursor."),
        "candidates_for", READING, footer=True,
    ),
    Command(
        "candidates_for.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "candidates_for", READING, footer=True,
    ),
    # The past of a home
    Command(
        "place_past.back", ("escape", "h"), N_("Back"),
        N_("Goes back to where you came from."),
        "place_past", READING, footer=True,
    ),
    # A corporation's list
    Command(
        "place_list.file", ("ctrl+s",), N_("Take in"),
        N_("Puts the new homes of this list in the register. Homes that are known stay as they are."),
        "place_list", WRITING, footer=True,
    ),
    Command(
        "place_list.changes", ("c",), N_("With changes"),
        N_("Puts the new homes in the register, and changes known ones where the list says something else."),
        "place_list", WRITING, footer=True,
    ),
    Command(
        "place_list.bad_rows", ("y",), N_("Bad rows"),
        N_("Writes the rows that cannot be taken into a file, with the reason for each cell."),
        "place_list", WRITING, footer=True,
    ),
    Command(
        "place_list.back", ("escape", "h"), N_("Back"),
        N_("Goes back without taking anything in."),
        "place_list", READING, footer=True,
    ),
)
