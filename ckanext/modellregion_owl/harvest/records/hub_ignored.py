"""Members of an ArcGIS item that no dataset is described by, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def _because(reason: str, members: str) -> Iterator[tuple[str, str]]:
    return ((member, reason) for member in members.split())


IGNORED: Mapping[str, str] = dict(
    (
        *_because(
            "account of a person; metadata name offices, not persons (Open Data-Verordnung § 4(2))",
            "owner ownerFolder ownerUri",
        ),
        *_because(
            "inner state of the Hub's index",
            "errors collection collections commentsEnabled composeStatus composedAt contentOrigin "
            "contentSecurityPolicy enrichCoverage enrichQuality groupIds guid hasApi hubType "
            "isOrgItem itemModified lastModified listed modifiedProvenance openData orgId "
            "permissions protected region searchBoost searchDescription sourceProvenance subInfo "
            "validExtent xFrameOptions _source itemControl groupDesignations proxyFilter",
        ),
        *_because(
            "what the service itself answers about its layers and abilities; its address is kept",
            "advancedQueryCapabilities content currentVersion displayField fieldNames fields layer "
            "layers maxRecordCount objectIdField recordCount serverCapabilities "
            "serviceSpatialReference spatialReference statistics supportedQueryFormats "
            "supportsAdvancedQueries useStandardizedQueries tables",
        ),
        *_because(
            "technical words about the software that Esri adds",
            "appCategories industries typeCategories typeKeywords",
        ),
        *_because(
            "pictures, votes and settings of the item's page",
            "advancedSettings avgRating banner boundary browseable embeddable largeThumbnail "
            "numComments numRatings numViews properties scoreCompleteness screenshots thumbnail "
            "thumbnailUrl groupCategories languages",
        ),
        *_because(
            "the same as another member in another form",
            "itemExtent orgExtent slug siteUrl links identifier itemUri created_date",
        ),
    )
)
