"""Good answers of a run broken in one place each, by kind. Judges none of them."""
