"""German words in the search: CKAN's Solr schema stems English only (spec coexistence)."""
