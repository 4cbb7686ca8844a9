"""The pages: each parses its request, calls one verb and renders; nothing here decides anything."""
