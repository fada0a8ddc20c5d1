"""Further clients of the catalogue: search engines, programs in browsers."""
