"""The commands before one is inside, and of the demonstration."""

from thuis_tui.commands.command import FILE, GO, Command
from thuis_tui.language import N_

# One command is one paragraph.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    # Unlock
    Command(
        "unlock.submit", ("enter",), N_("Unlock"),
        N_("Opens the encrypted file with your passphrase."),
        "unlock", FILE, footer=True,
    ),
    Command(
        "unlock.recovery", ("f2",), N_("Recovery key"),
        N_("Opens the file with the recovery key, when you have forgotten the passphrase."),
        "unlock", FILE, footer=True,
    ),
    Command(
        "unlock.quit", ("ctrl+q",), N_("Quit"),
        N_("Closes thuis."),
        "unlock", FILE, footer=True,
    ),
    # First run
    Command(
        "setup.next", ("enter",), N_("Next"),
        N_("Goes on to the next step."),
        "setup", FILE, footer=True,
    ),
    Command(
        "setup.back", ("escape",), N_("Back"),
        N_("Goes back one step."),
        "setup", FILE, footer=True,
    ),
    Command(
        "setup.quit", ("ctrl+q",), N_("Quit"),
        N_("Closes thuis. Nothing is made until the last step."),
        "setup", FILE, footer=True,
    ),
    # Connecting to the service
    Command(
        "enrolment.submit", ("enter",), N_("Connect"),
        N_("Connects this laptop with the code from your organisation."),
        "enrolment", FILE, footer=True,
    ),
    Command(
        "enrolment.back", ("escape",), N_("Later"),
        N_("Goes on without a connection. You can connect later from the list of commands."),
        "enrolment", FILE, footer=True,
    ),
    # The demonstration
    Command(
        "demo.colleague", ("f10",), N_("Colleague"),
        N_("Shows what your colleague sees on the other laptop, or comes back to yours."),
        "demo", GO, footer=True, palette=True,
    ),
)
# fmt: on
