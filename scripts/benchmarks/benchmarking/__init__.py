"""What `scripts/benchmarks/benchmark.py` measures, and what it measures it against."""
