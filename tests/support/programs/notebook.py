"""Runs a notebook in a kernel of its own, in the current folder; prints the cell that fails."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

if __name__ == "__main__":
    notebook = nbformat.read(Path(sys.argv[1]), as_version=4)
    config = Config()
    config.KernelManager.transport = "ipc"  # Sockets of the file system, not of the network.
    try:
        NotebookClient(notebook, timeout=500, kernel_name="python3", config=config).execute()
    except CellExecutionError as error:
        sys.exit(str(error))
    if len(sys.argv) > 2:
        nbformat.write(notebook, sys.argv[2])
