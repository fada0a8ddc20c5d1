"""The harvester: source, adapter, record, package, difference, apply."""
