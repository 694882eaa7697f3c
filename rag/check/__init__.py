"""Rules a statement must pass before anyone sees it, one per file, and the gate that applies them all."""
