"""Where CKAN's own fields and the extras of ckanext-dcat and ckanext-dcatde have their place.

Only what does not bear the name of a field of our schema; those need no entry.
"""

from __future__ import annotations

from collections.abc import Mapping

_AGENT = {part: part for part in ("uri", "name", "email", "url", "type", "identifier")}
_CONTACT = {
    "uri": "uri",
    "name": "name",
    "email": "email",
    "url": "url",
    "identifier": "identifier",
    "tel": "telephone",
    "telephone": "telephone",
    "street": "street",
    "zip": "postal_code",
    "city": "locality",
    "country": "country",
}
# Beginning of an extra's name → (field, end of the name → part of the field's node). ckanext-dcatde
# keeps the contact's address under `maintainer_…`.
AGENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "publisher": ("publisher", _AGENT),
    "creator": ("creator", _AGENT),
    "originator": ("originator", _AGENT),
    "contributor": ("contributor", _AGENT),
    "contact": ("contact", _CONTACT),
}
# Extra → (field, part of its node).
NESTED: Mapping[str, tuple[str, str]] = {
    "temporal_start": ("temporal_coverage", "start"),
    "temporal_end": ("temporal_coverage", "end"),
    "temporal_coverage_from": ("temporal_coverage", "start"),
    "temporal_coverage_to": ("temporal_coverage", "end"),
    "spatial_uri": ("spatial_coverage", "uri"),
    "spatial_text": ("spatial_coverage", "text"),
    "spatial-text": ("spatial_coverage", "text"),
    "spatial": ("spatial_coverage", "geom"),
    "spatial_bbox": ("spatial_coverage", "bbox"),
    "spatial_centroid": ("spatial_coverage", "centroid"),
}
# Extra → field under another name.
RENAMED: Mapping[str, str] = {
    "contributorID": "contributor_id",
    "politicalGeocodingLevelURI": "political_geocoding_level_uri",
    "legalbasisText": "legal_basis",
    "plannedAvailability": "availability",
    "used_datasets": "references",
    "metadata_original_html": "url",
    "homepage": "url",
    "dcat_version": "version",
    "dcat_issued": "issued",
    "dcat_modified": "modified",
}
RENAMED_OF_RESOURCE: Mapping[str, str] = {
    "licenseAttributionByText": "license_attribution_by_text",
    "plannedAvailability": "availability",
}
# Extra without a field → the property which says it; the profile knows what to do with it.
PROPERTIES: Mapping[str, str] = {
    "politicalGeocodingURI": "dcatde:politicalGeocodingURI",
    "geocodingText": "dcatde:geocodingDescription",
    "geocodingDescription": "dcatde:geocodingDescription",
    "qualityProcessURI": "dcatde:qualityProcessURI",
    "granularity": "dcat:granularity",
}
# Fields of a package that the adapter reads by hand (ckan.py).
CLASSIC = frozenset(
    (
        "id", "name", "extras", "resources", "tags", "groups", "organization", "license_id",
        "license_title", "license_url", "author", "author_email", "maintainer",
        "maintainer_email", "metadata_created", "metadata_modified", "title_translated",
        "notes_translated", "guid",
    )
)  # fmt: skip
# What is not taken over, and why.
IGNORED: Mapping[str, str] = {
    "type": "CKAN's dataset type; others than datasets are not asked for",
    "state": "only active datasets are taken over",
    "private": "only public datasets are taken over",
    "isopen": "derived from the licence",
    "num_tags": "a count",
    "num_resources": "a count",
    "owner_org": "an id of that portal; the organisation's title is read",
    "creator_user_id": "an account of that portal",
    "revision_id": "an id of that portal",
    "relationships_as_subject": "ids of that portal",
    "relationships_as_object": "ids of that portal",
    "tracking_summary": "visits of that portal's page",
    "isPartOfCatalog": "that portal's catalogue",
    "guid": "read as identifier",
    "ogd_version": "version of the schema that was left behind",
    "metadata_transformer": "name of a program",
    "author_contacttype": "whether an agent is a person: rdf type of a node that has a name",
    "maintainer_contacttype": "as author_contacttype",
    "originator_contacttype": "as author_contacttype",
    "contributor_contacttype": "as author_contacttype",
    "publisher_contacttype": "as author_contacttype",
    "tag_string": "the tags once more, as a form sends them",
    "free_extras": "a form's field",
    "groups": "read with the package",
}
IGNORED_PREFIXES = ("harvest_",)  # that portal's own harvester: ids, source, time
IGNORED_OF_RESOURCE: Mapping[str, str] = {
    "id": "becomes part of the distribution's address",
    "package_id": "the dataset's id",
    "revision_id": "an id of that portal",
    "position": "the order of the list",
    "state": "deleted ones are not delivered",
    "url_type": "tells whether `url` is a file of that portal; read with it",
    "resource_type": "CKAN's kind of resource; nobody shows it",
    "created": "read where no date of publication is given",
    "last_modified": "read where no date of change is given",
    "metadata_modified": "when that portal last wrote its record",
    "mimetype_inner": "media type inside a package, by CKAN's guess",
    "cache_url": "that portal's copy",
    "cache_last_updated": "that portal's copy",
    "datastore_active": "that portal's data table",
    "datastore_contains_all_records_of_source_file": "that portal's data table",
    "tracking_summary": "visits of that portal's page",
    "has_views": "that portal's page",
    "on_same_domain": "that portal's page",
    "url": "read as address",
    "license_id": "read as licence",
    "license_title": "read as licence",
    "license_url": "read as licence",
    "distribution_ref": "read as the distribution's address",
}
