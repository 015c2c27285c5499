"""The version, in one place: packaging, the command line and written files all read it here."""

__version__ = "0.1.0"
