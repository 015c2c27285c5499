"""Where tables are written to. Writers take frames, and know no table."""

from tablewright.io.batches import (
    BATCH_FORMATS,
    BatchesOutput,
    WrittenBatch,
    write_batches,
)
from tablewright.io.dataset import check_folder, write_dataset
from tablewright.io.estimate import estimated_sizes
from tablewright.io.formats import FORMATS, Encoding, encoding
from tablewright.io.outputs import ROWS_PER_FILE, DatasetOutput, FileLayout, WrittenTable
from tablewright.io.parts import Frames, TableOutput

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
