"""Pages and actions of the harvester: runs, confirmation, what has gone."""
