"""An answer to a page: notices, Markdown, HTML, JSON and JSON-LD. Decides nothing about content."""
