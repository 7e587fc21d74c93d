"""Flink SQL for the MaxCompute connector: linted, translated, made to run."""

__version__ = "0.1.0"
