"""Typed readers of the settings; defaults and types stand in config_declaration.yaml."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import root

REGION = "ckanext.modellregion_owl.region"
BASE_IRI = "ckanext.modellregion_owl.base_iri"
FIELDS = "ckanext.modellregion_owl.fields"
FEED_COMPAT = "ckanext.modellregion_owl.feed.compat"
FEED_RECORDS = "ckanext.modellregion_owl.feed.records"
FEED_PAGE_SIZE = "ckanext.modellregion_owl.feed.page_size"
FEED_REFRESH_SECONDS = "ckanext.modellregion_owl.feed.refresh_seconds"
FEED_SHRINK_SHARE = "ckanext.modellregion_owl.feed.shrink_share"
FEED_SHRINK_LEAST = "ckanext.modellregion_owl.feed.shrink_least"
FEED_MAILBOX = "ckanext.modellregion_owl.feed.mailbox"
VALIDATION_SHAPES = "ckanext.modellregion_owl.validation.shapes"
VALIDATION_BACKGROUND = "ckanext.modellregion_owl.validation.background"
METRICS_TOKEN = "ckanext.modellregion_owl.metrics.token"  # noqa: S105
LINKS_PAUSE = "ckanext.modellregion_owl.links.pause"
DESK_NAMES = "ckanext.modellregion_owl.desk.names"
DESK_OVERDUE_DAYS = "ckanext.modellregion_owl.desk.overdue_days"
DESK_MAILBOXES = "ckanext.modellregion_owl.desk.mailboxes"
OPEN_READS = "ckanext.modellregion_owl.open_reads"
FEED_DELIVERY = "ckanext.modellregion_owl.feed.delivery"
ASK_MAILBOXES = "ckanext.modellregion_owl.ask.mailboxes"
ASK_PER_HOUR = "ckanext.modellregion_owl.ask.per_hour"
WRITES_PER_MINUTE = "ckanext.modellregion_owl.writes_per_minute"
THEME_COLOUR = "ckanext.modellregion_owl.theme.colour"
THEME_COLOUR_HOVER = "ckanext.modellregion_owl.theme.colour_hover"
THEME_COLOUR_FOOTER = "ckanext.modellregion_owl.theme.colour_footer"
THEME_DARK = "ckanext.modellregion_owl.theme.dark"
MAP_TILES = "ckanext.modellregion_owl.map.tiles"
MAP_ATTRIBUTION = "ckanext.modellregion_owl.map.attribution"
THEME_NO_COOKIES = "ckanext.modellregion_owl.theme.no_cookies"
LEGAL = {
    "imprint": "ckanext.modellregion_owl.legal.imprint",
    "privacy": "ckanext.modellregion_owl.legal.privacy",
    "accessibility": "ckanext.modellregion_owl.legal.accessibility",
    "easy_language": "ckanext.modellregion_owl.legal.easy_language",
    "sign_language": "ckanext.modellregion_owl.legal.sign_language",
}
ACCESSIBILITY_STATE = "ckanext.modellregion_owl.accessibility.state"
ACCESSIBILITY_REVIEWED = "ckanext.modellregion_owl.accessibility.reviewed"
ACCESSIBILITY_BARRIERS = "ckanext.modellregion_owl.accessibility.barriers"
HARVEST_BATCH_SIZE = "ckanext.modellregion_owl.harvest.batch_size"
HARVEST_KEEP_RUNS = "ckanext.modellregion_owl.harvest.keep_runs"
HARVEST_TIMEOUT = "ckanext.modellregion_owl.harvest.timeout"
HARVEST_MAX_PAGE_BYTES = "ckanext.modellregion_owl.harvest.max_page_bytes"
HARVEST_MAX_PAGES = "ckanext.modellregion_owl.harvest.max_pages"
HARVEST_ALLOW_PRIVATE = "ckanext.modellregion_owl.harvest.allow_private_addresses"

HARVEST_GRACE_DAYS = "ckanext.modellregion_owl.harvest.grace_days"
HARVEST_GRACE_RUNS = "ckanext.modellregion_owl.harvest.grace_runs"
HARVEST_SHRINK_SHARE = "ckanext.modellregion_owl.harvest.shrink_share"
HARVEST_SHRINK_LEAST = "ckanext.modellregion_owl.harvest.shrink_least"
HARVEST_DELETE_DAYS = "ckanext.modellregion_owl.harvest.delete_days"
HARVEST_PARALLEL_SOURCES = "ckanext.modellregion_owl.harvest.parallel_sources"
HARVEST_MAX_RESOURCES = "ckanext.modellregion_owl.harvest.max_resources"
HARVEST_MAX_TAGS = "ckanext.modellregion_owl.harvest.max_tags"
HARVEST_MAX_TEXT = "ckanext.modellregion_owl.harvest.max_text"


def region() -> str:
    """Return the region's content folder, `module:folder` or an absolute path."""
    return str(tk.config[REGION])


def fields() -> str:
    """Return the file that says which of the portal's own fields means which of ours, ""."""
    return str(tk.config.get(FIELDS) or "")


def base_iri() -> str:
    """Return the root of our own IRIs, without a slash at the end: the one fixed at `init`."""
    return root.fixed() or wanted_base_iri()


def wanted_base_iri() -> str:
    """Return the root that the settings name: ours, ckanext-dcat's, the site's address.

    By ckanext-dcat's the portal's datasets were known before we were installed.
    """
    settings = (BASE_IRI, "ckanext.dcat.base_uri", "ckan.site_url")
    return next(str(tk.config[key]) for key in settings if tk.config.get(key)).rstrip("/")


def unheeded_base_iri() -> str:
    """Return the setting if it names another root than the one that was fixed, else ""."""
    named = str(tk.config.get(BASE_IRI) or "").rstrip("/")
    return named if named and named != base_iri() else ""


def feed_compat() -> bool:
    """Tell whether the feed writes the deprecated twins for GovData's present reader."""
    return bool(tk.config[FEED_COMPAT])


def feed_records() -> bool:
    """Tell whether the feed writes a catalogue entry (dcat:CatalogRecord) for each dataset."""
    return bool(tk.config[FEED_RECORDS])


def feed_page_size() -> int:
    """Return the number of datasets on one page of the feed, from 1.

    Never above `ckan.search.rows_max`: CKAN's search would cut each page there without a word, and
    the datasets behind the cut would stand on no page at all.
    """
    return max(1, min(int(tk.config[FEED_PAGE_SIZE]), int(tk.config["ckan.search.rows_max"])))


def feed_refresh_seconds() -> int:
    """Return the seconds after which the feed's list of datasets is compared with CKAN's."""
    return int(tk.config[FEED_REFRESH_SECONDS])


def feed_shrink_share() -> int:
    """Return the share in percent of all datasets that may leave the feed at once."""
    return int(tk.config[FEED_SHRINK_SHARE])


def feed_shrink_least() -> int:
    """Return the number of lost datasets below which it is never too many, from 1."""
    return max(1, int(tk.config[FEED_SHRINK_LEAST]))


def feed_delivery() -> str:
    """Return the mode of the supplier's feed: "direct" or "open_nrw"."""
    return str(tk.config[FEED_DELIVERY])


def feed_mailbox() -> str:
    """Return the functional mailbox that is told when datasets have left at once, "" for none."""
    return str(tk.config[FEED_MAILBOX] or "").strip()


def validation_shapes() -> list[str]:
    """Return the files with official shapes by which datasets are checked too."""
    return str(tk.config[VALIDATION_SHAPES] or "").split()


def validation_background() -> list[str]:
    """Return the files with the vocabularies that those shapes look into."""
    return str(tk.config[VALIDATION_BACKGROUND] or "").split()


def metrics_token() -> str:
    """Return the secret with which monitoring reads `/metrics`, "" for nobody does."""
    return str(tk.config[METRICS_TOKEN] or "").strip()


def links_pause() -> int:
    """Return the seconds between two questions to one server."""
    return max(0, tk.config[LINKS_PAUSE])


def open_reads() -> bool:
    """Tell whether programs in browsers may read feed and API from other sites."""
    return bool(tk.config[OPEN_READS])


def ask_mailboxes() -> str:
    """Return the functional mailboxes for questions as the setting has them (ask/mailboxes.py)."""
    return str(tk.config[ASK_MAILBOXES] or "")


def ask_per_hour() -> int:
    """Return how many questions an hour one network address may send, from 1."""
    return max(1, int(tk.config[ASK_PER_HOUR]))


def writes_per_minute() -> int:
    """Return how much one account may write in a minute by our pages and actions, from 1."""
    return max(1, int(tk.config[WRITES_PER_MINUTE]))


def theme_colours() -> dict[str, str]:
    """Return the municipality's own colours by setting, "" where there is none (theme/brand.py)."""
    names = (THEME_COLOUR, THEME_COLOUR_HOVER, THEME_COLOUR_FOOTER)
    return {name: str(tk.config.get(name) or "").strip() for name in names}


def theme_dark() -> bool:
    """Tell whether people whose device is set to dark get the dark appearance."""
    return bool(tk.config[THEME_DARK])


def theme_no_cookies() -> bool:
    """Tell whether the footer says that reading needs no cookies."""
    return bool(tk.config[THEME_NO_COOKIES])


def map_tiles() -> str:
    """Return the address of background tiles as the setting has it, "" (theme/ground.py)."""
    return str(tk.config.get(MAP_TILES) or "").strip()


def map_attribution() -> str:
    """Return the line that names the map of the tiles, ""."""
    return str(tk.config.get(MAP_ATTRIBUTION) or "").strip()


def legal() -> dict[str, str]:
    """Return the addresses of the operator's own pages by name, "" where there is none."""
    return {name: str(tk.config.get(key) or "").strip() for name, key in LEGAL.items()}


def accessibility_state() -> str:
    """Return "" (not assessed), "full", "partial" or "none" as somebody has assessed it."""
    return str(tk.config.get(ACCESSIBILITY_STATE) or "")


def accessibility_reviewed() -> str:
    """Return the day of the last review of the declaration as it was written, "" for never."""
    return str(tk.config.get(ACCESSIBILITY_REVIEWED) or "").strip()


def accessibility_barriers() -> list[str]:
    """Return what is known not to be accessible, one sentence each."""
    lines = str(tk.config.get(ACCESSIBILITY_BARRIERS) or "").split("|")
    return [line.strip() for line in lines if line.strip()]


def harvest_batch_size() -> int:
    """Return the number of changed records that are written in one transaction, from 1."""
    return max(1, int(tk.config[HARVEST_BATCH_SIZE]))  # batches of none would never come to an end


def harvest_keep_runs() -> int:
    """Return how many finished runs of a source are kept; failed ones always are."""
    return max(1, int(tk.config[HARVEST_KEEP_RUNS]))


def harvest_timeout() -> int:
    """Return the seconds without a byte after which a source counts as unreachable."""
    return int(tk.config[HARVEST_TIMEOUT])


def harvest_max_page_bytes() -> int:
    """Return the size in bytes above which a page is refused."""
    return int(tk.config[HARVEST_MAX_PAGE_BYTES])


def harvest_max_pages() -> int:
    """Return the most pages that one run of one source reads."""
    return int(tk.config[HARVEST_MAX_PAGES])


def harvest_allow_private_addresses() -> bool:
    """Tell whether sources on loopback, private and link-local addresses may be read."""
    return bool(tk.config[HARVEST_ALLOW_PRIVATE])


def harvest_grace_days() -> int:
    """Return the days that a missing dataset stays public at least."""
    return int(tk.config[HARVEST_GRACE_DAYS])


def harvest_grace_runs() -> int:
    """Return the complete runs that must have missed a dataset before it is withdrawn, from 1."""
    return max(1, int(tk.config[HARVEST_GRACE_RUNS]))


def harvest_shrink_share() -> int:
    """Return the share in percent of a source's datasets that may be missing at once."""
    return int(tk.config[HARVEST_SHRINK_SHARE])


def harvest_shrink_least() -> int:
    """Return the number of missing datasets below which it is never too many, from 1."""
    return max(1, int(tk.config[HARVEST_SHRINK_LEAST]))


def harvest_delete_days() -> int:
    """Return the days between withdrawal and deletion of a dataset; 0: never deleted."""
    return int(tk.config[HARVEST_DELETE_DAYS])


def harvest_parallel_sources() -> int:
    """Return how many sources of different servers are harvested at the same time, from 1."""
    return max(1, int(tk.config[HARVEST_PARALLEL_SOURCES]))


def harvest_max_resources() -> int:
    """Return the most resources of one dataset that are taken over."""
    return int(tk.config[HARVEST_MAX_RESOURCES])


def harvest_max_tags() -> int:
    """Return the most keywords of one dataset that are taken over."""
    return int(tk.config[HARVEST_MAX_TAGS])


def harvest_max_text() -> int:
    """Return the characters after which a text of a dataset is cut off."""
    return int(tk.config[HARVEST_MAX_TEXT])


def desk_names() -> str:
    """Return whose names the desk's log shows: "always", "active" (accounts) or "never"."""
    return str(tk.config[DESK_NAMES])


def desk_overdue_days() -> int:
    """Return the days without a run after which a source without a rhythm counts as overdue."""
    return max(1, int(tk.config[DESK_OVERDUE_DAYS]))


def desk_mailboxes() -> str:
    """Return the functional mailboxes of the morning mail, `key=address` separated by blanks."""
    return str(tk.config.get(DESK_MAILBOXES) or "")
