"""Every name resolves to something that the role may read."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal


def check(draft: Draft) -> Refusal | None:
    findings = draft.reading.findings
    return Refusal(findings[0].reason, findings[0].hint) if findings else None
