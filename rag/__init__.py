"""Question to page: find passages, write a grounded answer, verify every statement, render it."""
