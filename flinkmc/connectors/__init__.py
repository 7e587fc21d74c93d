"""Connectors: their option vocabularies, how Flink reads an option's value, and MaxCompute's endpoints."""
