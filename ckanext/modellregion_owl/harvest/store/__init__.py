"""The harvester's own tables: what is known of each record, what has to be done."""
