"""Cases to scores: run a golden suite through the pipeline, then measure what came out."""
