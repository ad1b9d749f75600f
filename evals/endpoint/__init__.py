"""An OpenAI-compatible endpoint that says what a script tells it to, and fails on purpose.

    python -m evals endpoint --port 8099 --script replies.yaml --fault 429:0.2 --fault stall:0.1 --seed 7
    OPENAI_BASE_URL=http://127.0.0.1:8099/v1 CANDOR_MODEL=scripted python -m agents ask "..."

A script is a list of rules, the first that matches replies:

    - when: total revenue        # these words stand in the last user message, in any letter case; left out: any message
      turns:                     # one reply for each time the model is called for that message; the last one stays
        - tools: [{name: run_sql, arguments: {sql: SELECT sum(amount) FROM sales, purpose: the sum}}]
        - tools: [{name: finish, arguments: {answer: "It is ${tool}", assumptions: []}}]
    - text: I have no script for "${question}".

Where no rule fits the last user message, the one before is looked at, and so on: a reminder is not a new question. A rule
may also say `result: WORDS`, which must stand in a tool's result since the last user message, and `turn: N`.

`${question}` is the last user message, `${tool}` the last tool result, `${tool_1}` the first one since the question. A
reply is `text`, `tools` or both; `fault` gives it one of the faults below. A tool's `arguments` may also be a text, sent
as it is.

Faults: `--fault KIND[:RATE[:TIMES]]`, several times; RATE is a share from 0 to 1, TIMES a number after which it heals.
`python -m evals endpoint --faults` lists the kinds. The dice are seeded, so the same requests meet the same faults.

`GET /requests` is what was asked so far and with which fault it was answered, `DELETE /requests` forgets it, `POST /script`
and `POST /faults` change both while it runs, `GET /health` says that it is there. It listens on loopback only.
"""
