"""Run record to measurements, one family per file. Pure functions: no clock, no files, no model."""
