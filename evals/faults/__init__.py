"""What becomes of questions when the chat model's endpoint fails: each fault by itself, and many at random.

    python -m evals faults                 # a table: every fault, for good and once, against what happened
    python -m evals storm --rate 0.3       # 200 questions, of whose replies so many fail at random

Both start the endpoint of `evals.endpoint` in a process of its own and ask Candor, as it ships, on the demo warehouse.
"""
