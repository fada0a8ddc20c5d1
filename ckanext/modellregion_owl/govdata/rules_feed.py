"""Rules about the feed itself: how its pages answer, and what no reader of them can see.

Sources: spec govdata.md 1 (transport); our own pieces and guard.
"""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl.govdata.rule import IMPROVE, SOFTWARE, WRONG, Rule, of_feed
from ckanext.modellregion_owl.rdf.rules import N_

TRANSPORT: Mapping[str, Rule] = {
    "answer": of_feed(N_("The page does not answer as it should.")),
    "head": of_feed(N_("The page answers GovData's first question otherwise than its second.")),
    "type": of_feed(N_("The page names a wrong content type; GovData reads by it.")),
    "encoding": of_feed(N_("The page is not in UTF-8.")),
    "control": of_feed(N_("The page holds characters that no reader accepts."), SOFTWARE),
    "size": of_feed(N_("The page is too large: GovData reads 50 MB at most.")),
    "unreadable": of_feed(N_("The page can't be read."), SOFTWARE),
    "empty": of_feed(N_("The catalogue is empty: GovData would delete everything.")),
    "paging": of_feed(N_("The pages of the catalogue do not lead to the end."), SOFTWARE),
    "count": of_feed(
        N_("The pages hold another number of datasets than they say."),
        N_("Check again in some minutes: a dataset may just have been withdrawn."),
        WRONG,
    ),
    "address": of_feed(N_("A link between the pages leads to another server.")),
    "slow": of_feed(
        N_("The page takes more than ten seconds."),
        N_("Tell the people who run the site."),
        IMPROVE,
    ),
}
INSIDE: Mapping[str, Rule] = {
    "not_written": of_feed(
        N_("The dataset can't be written as it is now: GovData gets its last good form, or none."),
        N_("Look for a value that no list knows; else tell who looks after the software."),
    ),
    "labels": of_feed(
        N_("A plugin of this site decides who may see a dataset: there is no fixed catalogue."),
        N_("Tell the people who run the site: GovData can only read the live one, /catalog.rdf."),
    ),
    "held": of_feed(
        N_("The dataset has left with many others: GovData gets it until somebody decides."),
        N_("Decide whether these datasets may leave."),
        WRONG,
    ),
}
