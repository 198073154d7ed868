"""Tests of the engines against the real programs."""
