"""The shelf as it can be searched: encoder, dense and lexical indexes, generations on disk."""
