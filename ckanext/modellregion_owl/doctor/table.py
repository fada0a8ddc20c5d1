"""The doctor's table: one row for each thing that an installation needs."""

from __future__ import annotations

from ckanext.modellregion_owl.doctor import portal, services, settings, work
from ckanext.modellregion_owl.doctor.check import Check
from ckanext.modellregion_owl.texts import N_

CHECKS: tuple[Check, ...] = (
    Check(
        N_("Versions"),
        portal.versions,
        N_("Install the versions of docs/operators/install.md."),
    ),
    Check(
        N_("Database"),
        services.database,
        N_("Check sqlalchemy.url and that PostgreSQL runs."),
    ),
    Check(
        N_("Tables"),
        services.migrations,
        N_("ckan db upgrade -p modellregion_owl"),
    ),
    Check(
        N_("Redis"),
        services.redis,
        N_("Check ckan.redis.url and that Redis runs."),
    ),
    Check(
        N_("Search index"),
        services.solr,
        N_("Use the Solr schema of CKAN 2.12, then: ckan search-index rebuild"),
    ),
    Check(
        N_("Plugins"),
        portal.order,
        N_("Put our plugins first in ckan.plugins."),
    ),
    Check(
        N_("Form of datasets"),
        portal.schema,
        N_(
            "Set scheming.dataset_schemas as docs/operators/install.md says; to keep your"
            " own form see docs/operators/adoption.md."
        ),
    ),
    Check(
        N_("Profiles"),
        portal.profiles,
        N_("Put dcat_ap_de_3 last in ckanext.dcat.rdf.profiles."),
    ),
    Check(
        N_("Settings"),
        settings.declared,
        N_("Correct or remove them: ckan config declaration modellregion_owl"),
    ),
    Check(
        N_("Address of the site"),
        settings.site_url,
        N_("Set ckan.site_url to the public address with https."),
    ),
    Check(
        N_("Permanent addresses"),
        settings.base_iri,
        N_("Set ckanext.modellregion_owl.base_iri, then: ckan modellregion init"),
    ),
    Check(
        N_("Region"),
        settings.region,
        N_("Correct the folder that ckanext.modellregion_owl.region names."),
    ),
    Check(
        N_("Data providers"),
        settings.contributors,
        N_("Put contributor_id into municipalities.yaml; GovData gives the codes."),
    ),
    Check(
        N_("Jobs in the background"),
        services.worker,
        N_("Run ckan jobs worker as a service: docs/operators/systemd"),
    ),
    Check(
        N_("Readers of the harvester"),
        services.consumers,
        N_(
            "Run ckan harvester gather-consumer and fetch-consumer as services: "
            "docs/operators/systemd"
        ),
    ),
    Check(
        N_("Ordered harvests"),
        work.harvest_jobs,
        N_("Let cron call ckan harvester run: docs/operators/cron"),
    ),
    Check(
        N_("Feed"),
        work.feed_list,
        N_("ckan modellregion feed build; a question is answered at /datenpflege/feed."),
    ),
    Check(
        N_("File with the whole catalogue"),
        work.dump,
        N_("Let cron call ckan modellregion feed dump every night: docs/operators/cron"),
    ),
    Check(
        N_("Folder for files"),
        services.storage,
        N_("Set ckan.storage_path to a folder that the site's user may write."),
    ),
    Check(
        N_("Mail"),
        settings.mailing,
        N_(
            "Set smtp.server, smtp.mail_from and ckanext.modellregion_owl.feed.mailbox, "
            "then: ckan modellregion doctor --mail ADDRESS"
        ),
    ),
    Check(
        N_("Morning mail"),
        work.morning_mail,
        N_("Follow docs/operators/desk.md: until then only who looks at the desk learns of it."),
    ),
    Check(
        N_("Colours"),
        settings.colours,
        N_("Set the nearest tone that passes."),
    ),
    Check(
        N_("Background of maps"),
        settings.tiles,
        N_("Set map.tiles and map.attribution as docs/operators/look.md says, or neither."),
    ),
    Check(
        N_("Legal pages"),
        settings.legal,
        N_("Set ckanext.modellregion_owl.legal.imprint and .privacy."),
    ),
    Check(
        N_("Addresses of sources"),
        settings.inside,
        N_(
            "On a public site set ckanext.modellregion_owl.harvest.allow_private_addresses = false."
        ),
    ),
    Check(
        N_("Visitors"),
        settings.visitors,
        N_("Take tracking out of ckan.plugins, or say so in your privacy notice."),
    ),
)
