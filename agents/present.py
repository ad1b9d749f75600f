"""The last Step of a question as one plain object: what the terminal prints, the HTTP API returns and the store keeps."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from agents.evidence import endings
from agents.steps import Answered, Asked, End, Failed, Receipt, Refused
from data.plain import plain


def to_object(end: End, rows: bool = True) -> dict[str, Any]:
    """`{"status", "error_class", "text", "sql", "columns", "rows", "chart", "receipt", "confidence", "trace_id", "ms"}`.

    `rows` are lists of plain values (none where they are not wanted); `truncated`, `notes`, `follow_ups`, `sure` (the confidence in words), `options` and `unread` come besides,
    and with an end that is no answer `head`, `next_step` and `who` must act.
    """
    made: dict[str, Any] = {
        "status": "",
        "error_class": None,
        "text": "",
        "sql": None,
        "columns": [],
        "rows": [],
        "chart": None,
        "receipt": None,
        "confidence": None,
        "trace_id": end.trace_id,
        "ms": end.total_ms,
    }
    match end:
        case Answered(answer=answer):
            made |= {
                "status": "answered",
                "text": answer.text,
                "sql": answer.query.sql,
                "columns": list(answer.result.columns),
                "rows": [[plain(v) for v in row] for row in answer.result.records()] if rows else [],
                "truncated": answer.result.truncated,
                "chart": asdict(answer.chart),
                "receipt": receipt_object(answer.receipt),
                "notes": [asdict(n) for n in answer.notes],
                "follow_ups": list(answer.follow_ups),
                "confidence": answer.confidence,
                "sure": answer.sure,
            }
        case Asked():
            made |= {
                "status": "clarify",
                "error_class": end.error_class,
                "text": end.text,
                "options": list(end.options),
                "unread": list(end.unread),
                "figures": list(end.figures),
            }
        case Refused():
            made |= {"status": "refused", "error_class": end.error_class, "text": end.text, "reason": end.reason}
        case Failed():
            made |= {"status": "failed", "error_class": end.error_class, "text": end.text, "sql": end.sql or None}
    if not isinstance(end, Answered):
        made |= endings.told(end.error_class, end.reason if isinstance(end, Refused) else "")
    return made


def receipt_object(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON can hold it."""
    made = asdict(receipt)
    made["as_of"] = receipt.as_of.isoformat()
    made["tables"] = [{"name": name, "rows": rows} for name, rows in receipt.tables]
    return made
