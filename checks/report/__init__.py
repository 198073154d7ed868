"""Reports: a verdict in, text or values for one surface out. Nothing here reads or writes anything."""
