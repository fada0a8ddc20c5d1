"""How the extension's own plugins, and an operator's, take part in each other's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ckan.plugins import Interface

if TYPE_CHECKING:
    from ckanext.modellregion_owl.region import Region
    from ckanext.modellregion_owl.region.setup import SetupReport


class IModellregion(Interface):
    """Hooks of the extension; implement it with `inherit=True`."""

    def modellregion_init(
        self, region: Region, report: SetupReport, options: dict[str, Any]
    ) -> None:
        """Create what the plugin needs from the region's content, on `ckan modellregion init`.

        Must never overwrite what a person has edited: create what is missing, leave the rest and
        say so in `report`. `options` holds the command's options (`demo_url`: str or None).
        """

    def modellregion_package(
        self, package: dict[str, Any], municipality: str, source: str = ""
    ) -> None:
        """Change a mapped package dict in place before it is compared with what is stored.

        `municipality` is the slug of the source's municipality, "" when it has none; `source` the
        source's name.
        """

    def modellregion_version(self) -> str:
        """Return a text that changes when `modellregion_package` would give another result."""
        return ""

    def modellregion_written(self, packages: list[dict[str, Any]]) -> None:
        """Keep what depends on datasets that the harvester has just written.

        Called once for a batch, inside its transaction, with the packages as CKAN's actions got
        them (id, name, resource ids, the steward's values). Must not commit; an exception undoes
        the batch, and each of its datasets is then written alone.
        """

    def modellregion_confirmed(self, dataset_ids: Sequence[str], user_id: str) -> None:
        """Hear that a person has confirmed that these datasets go: nobody asks a second time.

        Called inside the transaction that withdraws them. Must not commit.
        """

    def modellregion_elsewhere(self) -> Mapping[str, str]:
        """Return dataset id → why it is not ours to deliver, in the reader's language.

        Asked for `/lieferung/catalog.ttl`; the catalogue itself is complete.
        """
        return {}
