"""Evaluation suites under deepeval: cases, metrics that need no model, an MLflow run, a stored baseline.

deepeval reads its settings when it is imported: `evals.suites.quiet` sets them first and is the only file that imports it.
"""
