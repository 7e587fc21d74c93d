"""Text, tokens and the cursor that parsers are built on."""
