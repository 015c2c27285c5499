import os

import pytest

from tablewright.engines.spark.java import java_home


@pytest.fixture(scope="session", autouse=True)
def java():
    """Spark's tests run everywhere: with the machine's Java, or else with the one from PyPI."""
    home = java_home()
    if home is not None:
        os.environ["JAVA_HOME"] = str(home)
    return home
