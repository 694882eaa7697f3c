"""Files -> generation: reads source files, splits them into passages and fills the shelf."""
