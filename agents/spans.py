"""What a Step says in a trace: type, inputs, outputs and attributes of its span, with the names that MLflow and the GenAI
semantic conventions of OpenTelemetry know. Secrets and personal data are blacked out; cells of results are left out."""

from __future__ import annotations

import json
from typing import Any

from agents.steps import (
    Added,
    Answered,
    Asked,
    Called,
    Charted,
    Checked,
    Drafted,
    Failed,
    Found,
    Ran,
    Refused,
    Screened,
    Span,
    Spoke,
    Step,
)
from guardrails.redaction import redact

_TYPES = {
    "table_retrieval": "RETRIEVER",
    "chat_model": "CHAT_MODEL",
    "sql_validation": "GUARDRAIL",
    "question_screen": "GUARDRAIL",
    "query_execution": "TOOL",
    "data_quality": "AGENT",
    "visualization": "AGENT",
}


def type_of(name: str) -> str:
    """MLflow's type of a span."""
    return _TYPES.get(name, "TOOL" if name.startswith("tool:") else "CHAIN")


def attributes(step: Step, span: Span) -> dict[str, Any]:
    """Who did it, the Step's facts, and of a model call its tokens and cost under the names that MLflow's page knows."""
    made: dict[str, Any] = {"agent": span.agent, **{k: _text(v) for k, v in span.details.items()}}
    if isinstance(step, Spoke):
        usage = step.usage
        made |= {
            "mlflow.llm.model": step.model,
            "mlflow.llm.provider": _provider(step.model),
            "mlflow.chat.tokenUsage": {
                "input_tokens": usage.input_tokens,
                "output_tokens": usage.output_tokens,
                "total_tokens": usage.input_tokens + usage.output_tokens,
            },
            "cost_usd": "unknown" if usage.cost is None else usage.cost,
        }
    return made


def semantic(step: Step, span: Span, conversation: str) -> dict[str, str | int | tuple[str, ...]]:
    """Attributes of the GenAI semantic conventions, as plain values (https://opentelemetry.io/docs/specs/semconv/gen-ai/).

    What MLflow writes under these names when it exports is the same; these stand in its own store too.
    """
    made: dict[str, str | int | tuple[str, ...]] = {"gen_ai.conversation.id": conversation} if conversation else {}
    if isinstance(step, Spoke):
        made |= {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _provider(step.model),
            "gen_ai.request.model": step.model,
            "gen_ai.response.model": step.model,
            "gen_ai.usage.input_tokens": step.usage.input_tokens,
            "gen_ai.usage.output_tokens": step.usage.output_tokens,
            "gen_ai.response.finish_reasons": (str(span.details.get("finish", "stop")),),
        }
    elif isinstance(step, Called):
        made |= {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": step.tool, "gen_ai.tool.type": "function"}
    made["gen_ai.agent.name"] = span.agent
    return made


def _provider(model: str) -> str:
    return "candor" if model == "builtin" else "openai"


def facts(step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and outputs of a Step for its span: names, counts and SQL."""
    match step:
        case Screened():
            return {"question": redact(step.question)}, {"verdict": "passed", "note": step.note}
        case Found():
            return {}, {
                "tables": [{"name": t.name, "score": round(t.score, 4), "why": t.why} for t in step.tables],
                "value_columns": sorted({f"{v.table}.{v.column}" for v in step.values}),
                "metrics": [m.name for m in step.metrics],
                "nothing_near": step.nothing_near,
            }
        case Spoke():
            return {}, {"text": redact(step.text), "tools": list(step.wants), "confidence": step.confidence}
        case Called():
            arguments = {k: redact(_text(v)) for k, v in step.arguments.items()}
            return arguments, {"characters": len(step.output), "failed": step.failed}
        case Drafted():
            verdict = "allowed" if step.query else "refused"
            sent = redact(step.query.sql) if step.query else ""
            notes = list(step.query.policy_notes) if step.query else []
            return {"sql": redact(step.sql)}, {
                "verdict": verdict,
                "rule": step.rule,
                "reason": redact(step.reason),
                "sent": sent,
                "policy": notes,
            }
        case Ran():
            result = step.result
            told: dict[str, Any] = {"error": redact(step.error), "error_class": step.error_class}
            if result is not None:
                told = {"rows": result.rows, "columns": list(result.columns), "truncated": result.truncated}
            return {"sql": redact(step.query.sql)}, told
        case Checked() | Added():
            return {}, {
                "notes": [{"check": n.check, "severity": n.severity, "text": redact(n.text)} for n in step.notes]
            }
        case Charted():
            return {}, {"kind": step.spec.kind, "x": step.spec.x, "y": list(step.spec.y), "why": step.spec.why}
    return {}, {}


def outcome(step: Step | None) -> dict[str, Any]:
    match step:
        case Answered(answer=answer):
            return {
                "status": "answered",
                "text": redact(answer.text),
                "rows": answer.result.rows,
                "model": answer.receipt.model,
                "confidence": answer.confidence,
                "grounded_share": round(answer.grounded, 4),
                "operations": dict(answer.operations),
                "tokens": answer.receipt.usage.input_tokens + answer.receipt.usage.output_tokens,
            }
        case Asked():
            return {"status": "clarify", "text": redact(step.text)}
        case Refused():
            return {"status": "refused", "text": redact(step.text), "error_class": step.error_class}
        case Failed():
            return {"status": "failed", "text": redact(step.text), "error_class": step.error_class}
    return {"status": "stopped"}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
