"""Flink tables to MaxCompute tables."""
