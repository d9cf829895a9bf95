"""pandas API on Spark: without pandas its import fails, as PySpark's own does."""

raise ImportError("Pandas >= 1.0.5 must be installed; however, it was not found.")
