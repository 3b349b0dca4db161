"""Checks of template.yaml that need no stack."""
