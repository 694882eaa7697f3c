"""What a follow-up question leaves out, and how it is put back."""
