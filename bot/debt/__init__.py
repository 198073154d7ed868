"""Governance debt: what was decided against what stands, is permitted, or is not enforced."""
