"""Where tables are written to. Writers take frames, and know no table."""

from tablewright.lakehouse.batches import (
    BATCH_FORMATS,
    BatchesOutput,
    WrittenBatch,
    write_batches,
)
from tablewright.lakehouse.dataset import check_folder, write_dataset
from tablewright.lakehouse.estimate import estimated_sizes
from tablewright.lakehouse.formats import FORMATS, Encoding, encoding
from tablewright.lakehouse.outputs import ROWS_PER_FILE, DatasetOutput, FileLayout, WrittenTable
from tablewright.lakehouse.parts import Frames, TableOutput

__all__ = [
    "BATCH_FORMATS",
    "FORMATS",
    "ROWS_PER_FILE",
    "BatchesOutput",
    "DatasetOutput",
    "Encoding",
    "FileLayout",
    "Frames",
    "TableOutput",
    "WrittenBatch",
    "WrittenTable",
    "check_folder",
    "encoding",
    "estimated_sizes",
    "write_batches",
    "write_dataset",
]
