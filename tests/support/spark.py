"""Spark for tests: settings, a Connect server in its own process, and clients without Java."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.paths import ROOT
from tools.fetch_jars import fetch

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.log.level": "ERROR",
    "spark.driver.memory": "3g",
}
START_SECONDS = 120


def jars(name: str) -> list[Path]:
    """The jars of ``tests/support/jars/<name>.xml``, fetched once."""
    folder = fetch(
        ROOT / "tests" / "support" / "jars" / f"{name}.xml", ROOT / ".cache" / "jars" / name
    )
    return sorted(folder.glob("*.jar"))


def delta_settings(delta_jars: Sequence[Path], warehouse: Path) -> dict[str, str]:
    """Settings of a session whose own catalog holds Delta tables below ``warehouse``."""
    return {
        **SETTINGS,
        "spark.jars": ",".join(str(jar) for jar in delta_jars),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.warehouse.dir": str(warehouse),
        # Of a table's history; the default of 50 tasks takes longer than all else in a small test.
        "spark.databricks.delta.snapshotPartitions": "2",
    }


@contextmanager
def start_server(folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """A Spark Connect server in its own process; its address. Its log is in ``folder``."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    command = [str(home / "bin" / "spark-submit"), "--master", "local[2]"]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    address = {
        "spark.connect.grpc.binding.port": str(port),
        "spark.connect.grpc.binding.address": "127.0.0.1",
    }
    for key, value in {**settings, **address}.items():
        command += ["--conf", f"{key}={value}"]
    own = {"SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    log = folder / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "spark-internal"],
            env={**os.environ, **own},
            stdout=out,
            stderr=out,
            cwd=folder,
        )
    try:
        wait_for(port, process, log)
        yield f"sc://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server listens."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8')[-2000:]}")


def client(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a Python process that can find no Java."""
    hidden = ("JAVA_HOME", "SPARK_HOME", "SPARK_REMOTE")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    environment["PATH"] = str(Path(sys.executable).parent)
    environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
