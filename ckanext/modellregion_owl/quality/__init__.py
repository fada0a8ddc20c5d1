"""How good the descriptions of datasets are: checks kept for each, points, sums over time."""
