"""Where tables are written to. Writers take frames, and know no table."""

from tablewright.lakehouse.dataset import (
    ROWS_PER_FILE,
    DatasetOutput,
    FileLayout,
    WrittenTable,
    check_folder,
    write_dataset,
)
from tablewright.lakehouse.estimate import estimated_size
from tablewright.lakehouse.formats import FORMATS, Encoding, encoding
from tablewright.lakehouse.parts import Frames, TableOutput

__all__ = [
    "FORMATS",
    "ROWS_PER_FILE",
    "DatasetOutput",
    "Encoding",
    "FileLayout",
    "Frames",
    "TableOutput",
    "WrittenTable",
    "check_folder",
    "encoding",
    "estimated_size",
    "write_dataset",
]
