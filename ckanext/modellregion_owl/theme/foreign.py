# ruff: noqa: E501 - messages as the extensions have them
"""Messages of ckanext-harvest and ckanext-dcat that our users read; both ship no German.

CKAN joins the messages of all plugins into one list, so a translation in our catalogue holds for
their screens too. Nothing uses this module at run time: the extraction of messages reads it, and a
test compares it with the templates of the installed extensions.
"""

from __future__ import annotations

from ckanext.modellregion_owl.rdf.rules import N_


def ungettext(one: str, many: str) -> tuple[str, str]:
    """Mark a message with a plural for the extraction."""
    return one, many


MESSAGES = (
    N_("Harvest"),
    N_("Add Harvest Source"),
    N_("errors"),
    N_("Id"),
    N_("Started"),
    N_("Count"),
    N_("Message"),
    N_("There are no datasets associated to this harvest source."),
    N_('Sorry no harvest sources found for "{query}"'),
    N_("Sorry no harvest sources found"),
    N_("There is no description for this harvest source"),
    N_("Last Harvest Job"),
    N_("View full job report"),
    N_("No jobs yet for this source"),
    N_(
        "This will re-run the harvesting for this source. Any updates at the source will overwrite the local datasets. Sources with a large number of datasets may take a significant amount of time to finish harvesting. Please confirm you would like us to start reharvesting."
    ),
    N_("Start a new harvesting job for this harvest source now"),
    N_("Reharvest"),
    N_("Stop"),
    N_(
        "Warning: This will remove all datasets for this source, as well as all previous job reports. Are you sure you want to continue?"
    ),
    N_("Delete all harvest jobs and existing datasets from this source"),
    N_("Clear"),
    N_("View harvest source"),
    N_("Jobs"),
    N_("Harvest Sources"),
    N_("Edit harvest source"),
    N_("Harvest Jobs"),
    N_("Job: "),
    N_("Started:"),
    N_("Not yet"),
    N_("Finished:"),
    N_("Job Report"),
    N_("Back to job list"),
    N_("Error Summary"),
    N_("No errors for this job"),
    N_("Only the 20 most frequent errors are shown"),
    N_("Job Errors"),
    N_("Document Errors"),
    N_("Document Error"),
    N_("Error Report"),
    N_("documents with errors"),
    N_("Remote content"),
    N_("Local content"),
    N_("Create Harvest Source"),
    N_("Create harvest source"),
    N_("Harvest sources"),
    N_("This should include the http:// part of the URL"),
    N_("Update frequency"),
    N_("Configuration"),
    N_("No organization"),
    N_(
        "This will flag the source as deleted but keep all its datasets and previous jobs. Are you sure you want to delete this harvest source?"
    ),
    N_(
        "Warning: Apart from deleting this source, this command will remove all its datasets, as well as all previous job reports. Are you sure you want to continue?"
    ),
    N_("Delete source"),
    N_("Delete and clear source"),
    N_("Search harvest sources..."),
    N_("Harvest source not found"),
    N_("Harvest job not found"),
    N_("Harvest job stopped"),
    N_("Harvest will start shortly. Refresh this page for updates."),
    N_(
        'Cannot create new harvest jobs on inactive sources. First, please change the source status to "active".'
    ),
    N_("A harvest job has already been scheduled for this source"),
    N_("Harvest source cleared"),
    N_("Harvesting source successfully cleared"),
    N_("Harvesting source successfully inactivated"),
    N_("No content found"),
    N_("Dates must be provided as strings or datetime objects"),
    N_(
        "Date format incorrect. Supported formats are YYYY, YYYY-MM, YYYY-MM-DD and YYYY-MM-DDTHH:MM:SS"
    ),
    N_("Could not parse value"),
    N_("expecting list of numbers"),
    N_("invalid type for repeating number: %r"),
    N_("Only sysadmins can create harvest jobs for all sources"),
    N_("Only sysadmins can clear history for all harvest jobs"),
    N_("Only sysadmins can run the pending harvest jobs"),
    N_("User {0} not authorized to create harvest sources"),
    N_("User not authorized to create a job for source {0}"),
    N_("User {0} not authorized to delete harvest source {1}"),
    N_("User {0} not authorized to read harvest source {1}"),
    N_("User {0} not authorized to see jobs from source {1}"),
    N_("User {0} not authorized to list jobs for source {1}"),
    N_("User {0} not authorized to update harvest source {1}"),
    N_("Theme"),
    N_("Identifier"),
    N_("Alternate identifier"),
    N_("Issued"),
    N_("Modified"),
    N_("Version notes"),
    N_("Frequency"),
    N_("Conforms to"),
    N_("Spatial URI"),
    N_("Start of temporal extent"),
    N_("End of temporal extent"),
    N_("Publisher URI"),
    N_("Publisher name"),
    N_("Publisher email"),
    N_("Publisher URL"),
    N_("Publisher type"),
    N_("Publisher identifier"),
    N_("Creator URI"),
    N_("Creator name"),
    N_("Creator email"),
    N_("Creator URL"),
    N_("Creator type"),
    N_("Creator identifier"),
    N_("Contact name"),
    N_("Contact email"),
    N_("Contact URI"),
    N_("Download URL"),
    N_("Media type"),
    N_("Size"),
    N_("Rights"),
    N_(
        "\n"
        "        Harvest sources allow importing remote metadata into this catalog.\n"
        "        Remote sources can be other catalogs such as other CKAN instances, CSW\n"
        "        servers or Web Accessible Folders (WAF) (depending on the actual\n"
        "        harvesters enabled for this instance).\n"
        "        "
    ),
)
PLURALS = (
    ungettext(
        '{number} harvest source found for "{query}"',
        '{number} harvest sources found for "{query}"',
    ),
    ungettext("{number} harvest source found", "{number} harvest sources found"),
)
