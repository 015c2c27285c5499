"""What else makes tables, in the same run on the same machine.

tpchgen-cli writes TPC-H's tables; DuckDB and chdb make a table of the shape of
``financial.trades`` in SQL, from row numbers and hashes. Each writes Parquet.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from benchmarks.measure import Time, medians

TPCH_ROWS = {"lineitem": (6_001_215, 16), "orders": (1_500_000, 9), "customer": (150_000, 8)}
"""Rows at scale 1, and columns."""
TRADES_COLUMNS = 13
_CODECS = {"zstd": "ZSTD(3)", "snappy": "SNAPPY"}


def tpch(table: str, rows: int, codec: str, threads: int, folder: Path) -> int:
    """Write a table of about ``rows`` rows; return its number of rows."""
    scale = rows / TPCH_ROWS[table][0]
    words = [
        *(str(Path(sys.executable).with_name("tpchgen-cli")), "parquet", "-q", "--overwrite"),
        *("-s", f"{scale:.4f}", "-T", table, "-c", _CODECS[codec], "-n", str(threads)),
        *("-o", str(folder / f"tpch_{codec}")),
    ]
    subprocess.run(words, check=True, capture_output=True)
    path = folder / f"tpch_{codec}" / f"{table}.parquet"
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


_DUCKDB = """
SELECT i + 1 AS trade_id,
  (1000000 + hash(i, 1) % 10000)::BIGINT AS account_id,
  ['AAPL','GOOGL','MSFT','AMZN','META','NVDA','TSLA','JPM','BAC','WMT']
    [(1 + hash(i, 2) % 10)::BIGINT] AS symbol,
  ['BUY','SELL'][(1 + hash(i, 3) % 2)::BIGINT] AS trade_type,
  ['Market','Limit','Stop','Stop-Limit'][(1 + hash(i, 4) % 4)::BIGINT] AS order_type,
  (1 + hash(i, 5) % 10000)::INT AS quantity,
  ((100000 + hash(i, 6) % 9900000) / 10000)::DECIMAL(12, 4) AS price,
  ((1000 + hash(i, 7) % 100000000) / 100)::DECIMAL(15, 2) AS trade_value,
  ((99 + hash(i, 8) % 100000) / 100)::DECIMAL(8, 2) AS commission,
  make_timestamptz((1704067200000000 + i * (31622400000000 // {rows}))::BIGINT) AS trade_timestamp,
  (1 + hash(i, 9) % 3)::DOUBLE AS volume_factor,
  ['Filled','Partial','Cancelled','Rejected'][(1 + hash(i, 10) % 4)::BIGINT] AS status,
  ['NYSE','NASDAQ','ARCA','BATS'][(1 + hash(i, 11) % 4)::BIGINT] AS execution_venue
FROM range({rows}) t(i)
"""
_CHDB = """
SELECT toInt64(number + 1) AS trade_id,
  toInt64(1000000 + xxHash64(number, 1) % 10000) AS account_id,
  ['AAPL','GOOGL','MSFT','AMZN','META','NVDA','TSLA','JPM','BAC','WMT']
    [1 + xxHash64(number, 2) % 10] AS symbol,
  ['BUY','SELL'][1 + xxHash64(number, 3) % 2] AS trade_type,
  ['Market','Limit','Stop','Stop-Limit'][1 + xxHash64(number, 4) % 4] AS order_type,
  toInt32(1 + xxHash64(number, 5) % 10000) AS quantity,
  reinterpret(toInt64(100000 + xxHash64(number, 6) % 9900000), 'Decimal64(4)') AS price,
  reinterpret(toInt64(1000 + xxHash64(number, 7) % 100000000), 'Decimal64(2)') AS trade_value,
  reinterpret(toInt64(99 + xxHash64(number, 8) % 100000), 'Decimal64(2)') AS commission,
  fromUnixTimestamp64Micro(toInt64(1704067200000000 + number * 31622400), 'UTC')
    AS trade_timestamp,
  toFloat64(1 + xxHash64(number, 9) % 3) AS volume_factor,
  ['Filled','Partial','Cancelled','Rejected'][1 + xxHash64(number, 10) % 4] AS status,
  ['NYSE','NASDAQ','ARCA','BATS'][1 + xxHash64(number, 11) % 4] AS execution_venue
FROM numbers({rows})
"""


def duckdb_writes(rows: int, codec: str, threads: int, folder: Path) -> None:
    """A table of the shape of trades, from DuckDB."""
    import duckdb

    with duckdb.connect(config={"threads": threads}) as connection:
        path = folder / f"duckdb_{codec}.parquet"
        query = _DUCKDB.format(rows=rows)
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION {codec})")


def chdb_writes(rows: int, codec: str, threads: int, folder: Path) -> None:
    """A table of the shape of trades, from ClickHouse inside this process."""
    import chdb

    path = folder / f"chdb_{codec}.parquet"
    path.unlink(missing_ok=True)
    chdb.query(
        f"{_CHDB.format(rows=rows)} INTO OUTFILE '{path}' FORMAT Parquet SETTINGS "
        f"max_threads = {threads}, output_format_parquet_compression_method = '{codec}'"
    )


def measure(
    rows: int, threads: int, repeats: int, ours: Mapping[str, Callable[[Path], None]]
) -> dict[str, dict[str, float]]:
    """Times of everyone in turn, with rows and columns; ``ours`` by name are put among them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        runs: dict[str, Callable[[], object]] = {}
        shapes: dict[str, tuple[int, int]] = {}
        for codec in _CODECS:
            for table, (_, columns) in TPCH_ROWS.items():
                name = f"tpchgen-cli {table}, {codec}"
                runs[name] = lambda t=table, c=codec: tpch(t, rows, c, threads, folder)
                shapes[name] = (tpch(table, rows, codec, threads, folder), columns)
            for rival, write in {"DuckDB": duckdb_writes, "chdb": chdb_writes}.items():
                name = f"{rival} trades, {codec}"
                runs[name] = lambda w=write, c=codec: w(rows, c, threads, folder)
                shapes[name] = (rows, TRADES_COLUMNS)
        for name, run in ours.items():
            runs[name] = lambda r=run: r(folder)
            shapes[name] = (rows, TRADES_COLUMNS)
        times: dict[str, Time] = {}
        began = time.perf_counter()
        times = medians(runs, repeats)
        print(f"rivals: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return {
        name: {
            "rows": shapes[name][0],
            "columns": shapes[name][1],
            "wall": each.wall,
            "cpu": each.cpu,
        }
        for name, each in times.items()
    }
