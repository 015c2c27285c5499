"""The specification's functions, each declared once; ``tools/render.py`` writes them out."""

from functions import financial, healthcare, iot, manufacturing, retail
from functions.declared import Module

MODULES: tuple[Module, ...] = (
    retail.MODULE,
    healthcare.MODULE,
    financial.MODULE,
    iot.MODULE,
    manufacturing.MODULE,
)
