"""The command line: the only part that may import everything. Nothing imports it."""
