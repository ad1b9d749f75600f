"""What an analyst must not read: the employees with their salaries, and the log of who read what."""

from __future__ import annotations

import numpy as np

from data.demo import days
from data.demo.draw import Draw
from data.demo.frame import NULL, Frame, label, money, text, whole
from data.demo.words import CITIES, FIRST_NAMES, LAST_NAMES, REGIONS

_JOBS = (
    ("Sales Associate", "Stores", 2_950_000),
    ("Store Manager", "Stores", 4_800_000),
    ("Warehouse Operative", "Logistics", 3_050_000),
    ("Customer Advisor", "Service", 3_200_000),
    ("Buyer", "Purchasing", 5_400_000),
    ("Analyst", "Finance", 5_900_000),
    ("Developer", "Technology", 6_600_000),
)
_CHIEF = 14_500_000
_ACTIONS = ("select", "export", "login", "failed login")
_OBJECTS = ("customers", "orders", "order_items", "payments", "employees", "inventory")
EMPLOYEES = 240


def employees() -> Frame:
    """The first one leads the company, the next eight lead the others."""
    draw = Draw("employees")
    n = EMPLOYEES
    job = draw.pick(n, (46, 8, 18, 14, 5, 4, 5))
    names = [
        f"{FIRST_NAMES[f]} {LAST_NAMES[g]}"
        for f, g in zip(draw.below(n, len(FIRST_NAMES)).tolist(), draw.below(n, len(LAST_NAMES)).tolist(), strict=True)
    ]
    city = draw.below(n, len(CITIES))
    base = np.array([j[2] for j in _JOBS])[job]
    salary = base * draw.between(n, 88, 128) // 100 // 10_000 * 10_000
    number = np.arange(n)
    return {
        "employee_id": whole(number + 1),
        "name": text(names),
        "job_title": text(["Managing Director"] + [_JOBS[j][0] for j in job.tolist()[1:]]),
        "department": text(["Management"] + [_JOBS[j][1] for j in job.tolist()[1:]]),
        "region": label(np.array([REGIONS.index(CITIES[c].region) for c in city.tolist()]), REGIONS),
        "store_id": whole(np.where((job < 2) & (number > 0), city + 1, NULL)),
        "manager_id": whole(np.where(number == 0, NULL, np.where(number < 9, 1, number % 8 + 2))),
        "hired_on": whole(np.datetime64(days.START, "D") + draw.between(n, -1900, days.DAYS - 20)),
        "salary": money(np.where(number == 0, _CHIEF, salary)),
        "email": text([f"{name.lower().replace(' ', '.')}@retailer.example" for name in names]),
    }


def audit_log(scale: float) -> Frame:
    draw = Draw("audit")
    n = max(100, round(5_000 * min(scale, 1.0)))
    when = np.sort(draw.below(n, 180 * 86_400))
    start = np.datetime64(days.AS_OF, "s") - np.timedelta64(180 * 86_400, "s")
    return {
        "audit_id": whole(np.arange(1, n + 1)),
        "employee_id": whole(draw.between(n, 1, EMPLOYEES)),
        "happened_at": whole(start + when),
        "action": label(draw.pick(n, (70, 8, 19, 3)), _ACTIONS),
        "object_name": label(draw.below(n, len(_OBJECTS)), _OBJECTS),
        "rows_read": whole(draw.below(n, 5_000)),
    }
