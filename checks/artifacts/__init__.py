"""What machines make and repositories do not keep: told by content, and by names where those are certain."""
