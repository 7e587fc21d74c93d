"""Flink SQL: what it accepts, by version, and what it makes of a statement."""
