"""What people read of the findings of this room, and what they can do."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl.harvest.exceptions import N_

MESSAGES: Mapping[str, str] = {
    "personal.name": N_("The name of a person was replaced by that of the office."),
    "personal.name_doubt": N_("This may be the name of a person."),
    "personal.mail": N_("A personal mail address was replaced by the office's mailbox."),
    "personal.mail_missing": N_(
        "A personal mail address was removed; the office's mailbox is not known."
    ),
    "personal.mail_doubt": N_("This may be a personal mail address."),
    "personal.phone": N_("A person's telephone number was removed."),
    "personal.phone_doubt": N_("This may be a person's direct line."),
    "personal.text_mail": N_("There is a mail address in the text."),
    "personal.text_phone": N_("There is a telephone number in the text."),
    "personal.text_name": N_("There is the name of a person in the text."),
}
ADVICE: Mapping[str, str] = {
    "personal.name": N_("Nothing to do. Ask the source to name its office instead."),
    "personal.name_doubt": N_("Decide: if it is a person, ask the source to name its office."),
    "personal.mail": N_("Nothing to do. Ask the source to name its mailbox instead."),
    "personal.mail_missing": N_(
        "Enter the office's mailbox in the configuration of the source (key “mailbox”)."
    ),
    "personal.mail_doubt": N_(
        "Decide: if it is a person's, ask the source to name the office's mailbox."
    ),
    "personal.phone": N_("Nothing to do. Ask the source to name its central number instead."),
    "personal.phone_doubt": N_(
        "Decide: if it is a person's, ask the source to name its central number."
    ),
    "personal.text_mail": N_("If it is a person's: ask the source to change the text."),
    "personal.text_phone": N_("If it is a person's: ask the source to change the text."),
    "personal.text_name": N_("Ask the source to change the text."),
}
