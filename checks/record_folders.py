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

LOG4BRAINS = ".log4brains.yml"
"""The file in which log4brains keeps the folders of records, one of the project and one of each package."""
