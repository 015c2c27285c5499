"""Writers for folders and catalogs. They accept frames and are independent of declarations."""

from tablewright.formats import Encoding, encoding
from tablewright.formats.tables import Frames, TableOutput
from tablewright.io.batches import BatchesOutput, WrittenBatch, write_batches
from tablewright.io.dataset import check_folder, write_dataset
from tablewright.io.estimate import estimated_sizes
from tablewright.io.outputs import DatasetOutput, FileLayout, WrittenTable
from tablewright.io.writing import ROWS_PER_FILE, WriteProgress, WriteSettings

__all__ = [
    "ROWS_PER_FILE",
    "BatchesOutput",
    "DatasetOutput",
    "Encoding",
    "FileLayout",
    "Frames",
    "TableOutput",
    "WriteProgress",
    "WriteSettings",
    "WrittenBatch",
    "WrittenTable",
    "check_folder",
    "encoding",
    "estimated_sizes",
    "write_batches",
    "write_dataset",
]
