"""What adapters deliver: the triples of one dataset, its digest, a page of them."""
