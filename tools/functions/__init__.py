"""The public functions of the industries, each declared once; ``tools/render.py`` renders them."""

from functions import financial, healthcare, iot, manufacturing, retail
from functions.declared import Module

MODULES: tuple[Module, ...] = (
    retail.MODULE,
    healthcare.MODULE,
    financial.MODULE,
    iot.MODULE,
    manufacturing.MODULE,
)
