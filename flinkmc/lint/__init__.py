"""Linting: files to a project, a project to diagnostics, diagnostics to fixes."""
