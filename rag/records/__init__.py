"""What a person's own record says, held against the shelf. Nothing of a record is kept, logged or sent to a model."""
