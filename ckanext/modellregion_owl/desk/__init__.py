"""The stewards' desk: what is wrong, one line for each cause, each with its next step."""
