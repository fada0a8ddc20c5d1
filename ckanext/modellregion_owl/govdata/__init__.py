"""The pre-flight: what GovData will say of our feed, said before it comes."""
