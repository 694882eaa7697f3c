"""Bytes of a file -> Document, one module per format; `worker` runs them in a limited process of their own."""
