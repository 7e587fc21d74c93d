"""A job that runs: the tables, the plan with every decision, and the files that are made from it."""
