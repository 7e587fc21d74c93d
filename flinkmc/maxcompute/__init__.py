"""MaxCompute tables: read, compared and written as DDL."""
