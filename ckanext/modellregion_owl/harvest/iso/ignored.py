"""What of ISO 19139 has no place in DCAT-AP.de 3.0, and why (spec iso19139.md).

Every other value of a record is said, or named by a finding; tests/harvest/csw/test_account.py
counts this over the recordings.
"""

from __future__ import annotations

# (ending of the path without namespaces, reason); `*` is any one name, `**` any number of them.
IGNORED: tuple[tuple[str, str], ...] = (
    # Of the metadata, not of the data: belongs to a catalogue record (A 2.5).
    ("MD_Metadata/contact/**", "contact for the metadata"),
    ("MD_Metadata/characterSet/**", "encoding of the metadata"),
    ("MD_Metadata/language/**", "language of the texts; said where the data have none"),
    ("MD_Metadata/metadataStandardName/**", "form of the metadata"),
    ("MD_Metadata/metadataStandardVersion/**", "form of the metadata"),
    ("MD_Metadata/metadataConstraints/**", "terms of the metadata"),
    ("MD_Metadata/metadataMaintenance/**", "upkeep of the metadata"),
    ("MD_Metadata/locale/**", "languages of the metadata; the texts bear them"),
    ("hierarchyLevel/**", "decides what the record becomes"),
    ("hierarchyLevelName/**", "word of the owner's software, no property"),
    ("parentIdentifier/**", "link to a record that is no series here"),
    # Codes that tell how another value is to be read.
    ("thesaurusName/**", "list of a keyword; decides about categories"),
    ("MD_Keywords/type/**", "kind of a keyword, no property"),
    ("date/CI_Date/dateType/**", "decides which date is said"),
    ("role/**", "decides the property of the party"),
    ("useConstraints/**", "kind of the constraint; its texts are said"),
    ("accessConstraints/**", "kind of the constraint; its texts are said"),
    ("onLine/CI_OnlineResource/function/**", "decides what a link becomes"),
    ("onLine/CI_OnlineResource/protocol/**", "way of transport; decides about services"),
    ("onLine/CI_OnlineResource/applicationProfile/**", "said as format where the list knows it"),
    ("EX_GeographicBoundingBox/extentTypeCode/**", "a box that excludes is not in use"),
    ("EX_GeographicDescription/extentTypeCode/**", "a place that excludes is not in use"),
    # One value is said, others of the same kind step back.
    (
        "citation/CI_Citation/date/**",
        "creation wins over publication, dateStamp over revision (K40)",
    ),
    ("citedResponsibleParty/**", "party of the citation without a role that has a property"),
    ("contactInfo/CI_Contact/onlineResource/**", "said of contacts and agents"),
    # No property in DCAT-AP.de 3.0.
    ("distributor/MD_Distributor/distributorContact/**", "role distributor"),
    ("distributor/MD_Distributor/distributionOrderProcess/**", "fees and ordering"),
    ("distributorTransferOptions/MD_DigitalTransferOptions/offLine/**", "media on disks"),
    ("transferOptions/MD_DigitalTransferOptions/offLine/**", "media on disks"),
    ("MD_Format/version/**", "version of a format"),
    ("MD_Format/specification/**", "specification of a format"),
    ("resourceFormat/**", "format of the resource where the distribution has one"),
    ("phone/CI_Telephone/facsimile/**", "telefax"),
    ("MD_DataIdentification/characterSet/**", "encoding of the data"),
    ("MD_DataIdentification/status/**", "progress of the data"),
    ("spatialRepresentationType/**", "vector, grid, table"),
    ("spatialResolution/*/equivalentScale/**", "a scale can't be converted into metres"),
    ("graphicOverview/**", "preview picture"),
    ("presentationForm/**", "digital or printed"),
    ("referenceSystemInfo/**", "reference system (GeoDCAT-AP has it)"),
    ("MD_SecurityConstraints/**", "classification of military origin"),
    ("EX_GeographicDescription/geographicIdentifier/*/codeSpace/**", "list of a place's code"),
    ("EX_GeographicDescription/geographicIdentifier/*/version/**", "list of a place's code"),
    ("EX_BoundingPolygon/**", "outline; the box beside it is said"),
    ("dataQualityInfo/DQ_DataQuality/scope/**", "what the report is about"),
    (
        "dataQualityInfo/DQ_DataQuality/report/**",
        "said as conformity where it passed and has an address",
    ),
    ("LI_Lineage/processStep/**", "single steps of production"),
    ("LI_Lineage/source/**", "sources of production"),
    # Of services: their datasets say it, or there is no property.
    ("SV_ServiceIdentification/serviceType/**", "decides the format"),
    (
        "SV_ServiceIdentification/serviceTypeVersion/**",
        "decides the format; no address to conform to",
    ),
    ("SV_ServiceIdentification/couplingType/**", "information only (A 4.2.2)"),
    ("SV_ServiceIdentification/coupledResource/**", "layer by layer what operatesOn says"),
    ("SV_ServiceIdentification/extent/**", "area of a service; its datasets say theirs"),
    ("SV_ServiceIdentification/purpose/**", "purpose of a service"),
    ("SV_ServiceIdentification/status/**", "progress of a service"),
    ("SV_ServiceIdentification/resourceMaintenance/**", "upkeep of a service"),
    ("SV_ServiceIdentification/citation/*/alternateTitle/**", "further title of a service"),
    ("SV_ServiceIdentification/citation/*/edition/**", "version of a service"),
    ("SV_ServiceIdentification/citation/*/identifier/**", "IRI of a service where it is one"),
    ("SV_ServiceIdentification/operatesOn/**", "names the datasets that get the service"),
    ("service:pointOfContact/**/positionName/**", "position of an agent that is no contact"),
    ("service:pointOfContact/**/voice/**", "telephone of an agent that is no contact"),
    ("SV_OperationMetadata/**", "operations; the address of one is said"),
    ("service:distributionInfo/**/distributorFormat/**", "format of a service's files"),
    ("service:dataQualityInfo/**/lineage/**", "origin of a service"),
)
