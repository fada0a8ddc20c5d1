"""Rules about a dataset and its files beyond the dashboard (spec govdata.md 2, 4 and 5)."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl.govdata.rule import BLOCKS, IMPROVE, SOFTWARE, WRONG, Rule, of_file
from ckanext.modellregion_owl.rdf.rules import N_

DATASET: Mapping[str, Rule] = {
    "title": Rule(
        BLOCKS,
        "title",
        N_("The dataset has no title: GovData breaks off at it, for all datasets."),
        N_("Enter a title."),
    ),
    "title_language": Rule(
        IMPROVE, "title", N_("The title is not marked as German."), N_("Enter a German title.")
    ),
    "description": Rule(
        WRONG, "notes", N_("The dataset has no description."), N_("Describe the data.")
    ),
    "description_language": Rule(
        IMPROVE,
        "notes",
        N_("The description is not marked as German."),
        N_("Enter a German description."),
    ),
    "name": Rule(
        BLOCKS,
        "",
        N_("The dataset has no lasting address: GovData deletes it and takes it in anew."),
        SOFTWARE,
    ),
    "node_name": Rule(
        WRONG,
        "",
        N_("A file, a service or the publisher has no lasting address."),
        SOFTWARE,
    ),
    "contact_name": Rule(
        IMPROVE,
        "contact",
        N_("The contact has an address of its own: GovData loses it where two datasets share it."),
        SOFTWARE,
    ),
    "identifier": Rule(
        WRONG,
        "identifier",
        N_("The dataset does not have exactly one number by which others know it."),
        N_("Enter one, or leave the field empty."),
    ),
    "duplicate": Rule(
        BLOCKS,
        "identifier",
        N_("Two datasets have the same number: GovData keeps only one of them."),
        N_("Join the datasets if they are the same; else give one of them another number."),
    ),
    "date": Rule(
        WRONG,
        "modified",
        N_("The day of the last change is missing or can't be read."),
        N_("Enter when the data were changed last."),
    ),
    "day": Rule(
        IMPROVE,
        "modified",
        N_("The last change has no time of day: GovData may miss a second one on that day."),
        N_("Enter the time, too."),
    ),
    "keyword_form": Rule(
        WRONG,
        "tag_string",
        N_("A keyword has characters or a length at which GovData may refuse the dataset."),
        N_("Use letters, digits, blanks, hyphens and dots, from 2 to 100 characters."),
    ),
    "theme": Rule(
        WRONG,
        "theme",
        N_("The dataset has no category: nobody finds it by them at GovData."),
        N_("Choose at least one category."),
    ),
    "files": Rule(
        WRONG,
        "",
        N_("The dataset has no file or service."),
        N_("Add a file or a service."),
    ),
    "link": of_file(
        WRONG,
        "url",
        N_("A file has no link."),
        N_("Enter where the data can be had."),
    ),
    "link_broken": of_file(
        WRONG,
        "url",
        N_("A link does not answer: GovData's link check counts it as broken."),
        N_("Put the link right, or ask who runs that server."),
    ),
    "link_404": of_file(
        IMPROVE,
        "url",
        N_("A link holds the digits 404: GovData's link check may take it for broken."),
        N_("Use another address if there is one."),
    ),
    "attribution": of_file(
        WRONG,
        "license_attribution_by_text",
        N_("The licence asks to name the source, but nothing says how."),
        N_("Enter how the source is to be named."),
    ),
    "single": Rule(
        IMPROVE,
        "",
        N_("The dataset has several values of which GovData takes only the first it finds."),
        N_("Keep the one that matters."),
    ),
    "agent": Rule(
        WRONG,
        "",
        N_("An office or person is described in a way that GovData does not read."),
        SOFTWARE,
    ),
    "twin": Rule(
        IMPROVE,
        "version",
        N_("GovData does not read the version or the mail address as they are written."),
        N_("Switch on the setting feed.compat."),
    ),
    "label": Rule(
        WRONG,
        "",
        N_("A value of a list carries its own label, which GovData takes instead of it."),
        SOFTWARE,
    ),
    "length": Rule(
        BLOCKS,
        "",
        N_("A value is longer than 32,000 bytes: GovData refuses the dataset."),
        N_("Shorten the value."),
    ),
    "closure": Rule(
        WRONG,
        "",
        N_("The dataset leads to other datasets: GovData counts their faults as its own."),
        SOFTWARE,
    ),
}
