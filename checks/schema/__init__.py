"""JSON Schemas for editors, made of the types that read: `decisis.yml` and the key `enforce`.

`docs/decisis.schema.json` and `docs/enforce.schema.json` are what these functions give; a test keeps them
so. The readers are stricter where a schema cannot say it: folders that exist, patterns that match.
"""
