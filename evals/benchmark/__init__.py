"""Questions with known SQL over many databases: run, judge, report, compare."""
