"""Tables as Spark frames, on classic Spark, Spark Connect and databricks-connect."""
