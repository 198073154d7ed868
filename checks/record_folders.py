"""Where decision records are looked for when nobody says where they are."""

FOLDERS = (
    "docs/decisions",
    "docs/adr",
    "doc/adr",
    "docs/adrs",
    "docs/architecture/decisions",
    "adr",
    "decisions",
    "contributing/decisions",
    ".archgate/adrs",
)
"""The usual folders of decision records; the first that holds one wins."""

ADR_DIR = ".adr-dir"
"""The file in which adr-tools keeps the folder of records."""
