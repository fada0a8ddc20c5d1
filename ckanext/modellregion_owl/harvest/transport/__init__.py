"""The only place with network: limits, retries, address check, character sets."""
