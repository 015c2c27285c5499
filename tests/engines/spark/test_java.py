import os
import subprocess

from tablewright.engines.spark import java


def test_a_java_that_is_there_is_used(monkeypatch):
    monkeypatch.setenv("JAVA_HOME", "/somewhere")
    assert java.java_home() is None


def test_without_java_the_one_from_pypi_runs_as_spark_starts_it(monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java.shutil, "which", lambda name: None)
    home = java.java_home()
    command = [home / "bin" / "java", "--add-modules=jdk.incubator.vector", "-version"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert ran.returncode == 0, ran.stderr
    assert "21" in ran.stderr or "17" in ran.stderr
