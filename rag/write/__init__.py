"""Evidence to draft: writers propose statements with quotes; nothing here decides what is shown."""
