"""Does a source say what a text says? Statements and clauses to probabilities, by a small model trained on public data."""
