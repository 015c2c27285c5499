"""Healthcare's expectations L1-L11: what the rows of one patient, facility or payer share."""

from __future__ import annotations

from tablewright.spec import Expectation
from tablewright.tables.rule_sql import intraclass

_DENIED = "(status IN ('Denied', 'Appealed'))::INTEGER::DOUBLE"
_LOG = "ln(billed_amount::DOUBLE)"
_STAYS = """
    encounters JOIN patients USING (patient_id)
    WHERE encounter_type = 'Inpatient'
        AND date_of_birth > getvariable('w0') - INTERVAL 45 YEAR
        AND date_of_birth <= getvariable('w0') - INTERVAL 18 YEAR
"""
_PAIRS = """
    SELECT DISTINCT first.encounter_id AS emergency, later.encounter_id AS stay
    FROM encounters AS first JOIN encounters AS later
        ON first.patient_id = later.patient_id AND first.facility_id = later.facility_id
        AND first.discharge_datetime = later.admit_datetime
    WHERE first.encounter_type = 'Emergency' AND later.encounter_type = 'Inpatient'
"""
_LONG = 150
"""Days: in shorter windows few patients come again."""


def _paired(which: str, kind: str) -> str:
    return f"""
        SELECT pairs / whole AS value, sqrt(pairs) / whole AS se, whole AS units
        FROM (SELECT count(DISTINCT {which})::DOUBLE AS pairs FROM ({_PAIRS})),
            (SELECT count(*)::DOUBLE AS whole FROM encounters
             WHERE encounter_type = '{kind}' AND status = 'Completed')
        WHERE whole > 0 AND getvariable('encounters') <= 10 * getvariable('patients')
    """


LIVES: tuple[Expectation, ...] = (
    Expectation(
        "L1",
        "patients come for the same complaint or condition as the last time (share)",
        ("encounters",),
        """
        SELECT avg(same::INTEGER) AS value, sqrt(0.5 / count(*)) AS se, count(*) AS units
        FROM (
            SELECT chief_complaint = lag(chief_complaint) OVER visits
                OR diagnosis_code[:3] = lag(diagnosis_code[:3]) OVER visits AS same
            FROM encounters
            WINDOW visits AS (PARTITION BY patient_id ORDER BY admit_datetime, encounter_id)
        )
        WHERE same IS NOT NULL HAVING count(*) > 0
        """,
        0.28,
        0.45,
        min_days=_LONG,
    ),
    Expectation(
        "L2",
        "15 to 20 % of the emergencies become a stay, of the same patient and facility",
        ("encounters",),
        _paired("emergency", "Emergency"),
        0.14,
        0.20,
        min_days=_LONG,
    ),
    Expectation(
        "L3",
        "11 to 15 % of the inpatients came that way",
        ("encounters",),
        _paired("stay", "Inpatient"),
        0.11,
        0.16,
        min_days=_LONG,
    ),
    Expectation(
        "L4",
        "complaint, age and facility explain a part of the log of a stay (share of its variance)",
        ("encounters", "patients"),
        """
        WITH stays AS (
            SELECT ln(epoch(discharge_datetime - admit_datetime)) AS x, facility_id,
                coalesce(chief_complaint, '') AS complaint,
                (date_diff('year', date_of_birth, admit_datetime) // 20)::INTEGER AS age
            FROM encounters JOIN patients USING (patient_id)
            WHERE encounter_type = 'Inpatient' AND discharge_datetime IS NOT NULL
                AND admit_datetime < getvariable('w1') - INTERVAL 31 DAY
        ),
        parts AS (
            SELECT x - avg(x) OVER () AS whole,
                avg(x) OVER (PARTITION BY facility_id) - avg(x) OVER () AS by_facility,
                avg(x) OVER (PARTITION BY complaint, age) - avg(x) OVER () AS by_reason
            FROM stays
        )
        SELECT (sum(by_facility ** 2) + sum(by_reason ** 2)) / sum(whole ** 2) AS value,
            sqrt(4 * 0.2 / count(*)) AS se, count(*) AS units
        FROM parts HAVING count(*) > 200
        """,
        0.12,
        0.40,
        min_days=_LONG,
    ),
    Expectation(
        "L5",
        "payers differ in what they deny (largest less smallest share)",
        ("claims",),
        f"""
        SELECT max(rate) - min(rate) AS value, sqrt(0.3 / min(n)) AS se, sum(n) AS units
        FROM (
            SELECT payer_id, avg({_DENIED}) AS rate, count(*)::DOUBLE AS n FROM claims
            WHERE status <> 'Pending' GROUP BY ALL HAVING max({_DENIED}) > 0 AND count(*) >= 3000
        )
        HAVING count(*) >= 4
        """,
        0.08,
        0.30,
    ),
    Expectation(
        "L6",
        "facilities differ in what is denied of theirs (intraclass correlation)",
        ("claims", "encounters"),
        intraclass(
            f"""
            SELECT facility_id AS g, {_DENIED.replace("status", "claims.status")} AS x
            FROM claims JOIN encounters USING (encounter_id) WHERE claims.status <> 'Pending'
            """
        ),
        0.03,
        0.15,
    ),
    Expectation(
        "L7",
        "facilities have prices of their own (intraclass correlation of the log of bills)",
        ("claims", "encounters"),
        intraclass(
            f"SELECT facility_id AS g, {_LOG} AS x FROM claims JOIN encounters USING (encounter_id)"
        ),
        0.03,
        0.15,
    ),
    Expectation(
        "L8",
        "a stay after surgery costs at least three times as much as one for dizziness (medians)",
        ("claims", "encounters"),
        """
        SELECT a / b AS value, a / b * 2 / sqrt(least(m, n)) AS se, least(m, n) AS units
        FROM (
            SELECT median(billed_amount::DOUBLE) FILTER (chief_complaint = 'Post-surgical') AS a,
                median(billed_amount::DOUBLE) FILTER (chief_complaint = 'Dizziness') AS b,
                count(*) FILTER (chief_complaint = 'Post-surgical') AS m,
                count(*) FILTER (chief_complaint = 'Dizziness') AS n
            FROM claims JOIN encounters USING (encounter_id)
            WHERE encounter_type = 'Inpatient' AND claim_type = 'Institutional'
        )
        WHERE a IS NOT NULL AND b > 0
        """,
        3.0,
        9.0,
    ),
    Expectation(
        "L9",
        "women from 18 to 44 are admitted about twice as often as men",
        ("encounters", "patients"),
        f"""
        SELECT women / men * (
                SELECT count(*) FILTER (gender = 'M') / greatest(count(*) FILTER (gender = 'F'), 1)
                FROM patients WHERE date_of_birth > getvariable('w0') - INTERVAL 45 YEAR
                    AND date_of_birth <= getvariable('w0') - INTERVAL 18 YEAR
            ) AS value,
            women / men * sqrt(1 / women + 1 / men) AS se, men AS units
        FROM (
            SELECT count(*) FILTER (gender = 'F')::DOUBLE AS women,
                count(*) FILTER (gender = 'M')::DOUBLE AS men FROM {_STAYS}
        )
        WHERE men > 0 AND women > 0
        """,
        1.7,
        2.6,
        min_days=_LONG,
    ),
    Expectation(
        "L10",
        "a fifth of the stays of women from 18 to 44 are maternal (ICD-10-CM O)",
        ("encounters", "patients"),
        f"""
        SELECT avg((diagnosis_code LIKE 'O%')::INTEGER) AS value, sqrt(0.3 / count(*)) AS se,
            count(*) AS units
        FROM {_STAYS} AND gender = 'F' HAVING count(*) > 0
        """,
        0.15,
        0.26,
        min_days=_LONG,
        max_days=500,
    ),
    Expectation(
        "L11",
        "one claim is appealed for two that stay Denied",
        ("claims",),
        """
        SELECT appealed / denied AS value,
            appealed / denied * sqrt(1 / appealed + 1 / denied) AS se, appealed AS units
        FROM (
            SELECT count(*) FILTER (status = 'Appealed')::DOUBLE AS appealed,
                count(*) FILTER (status = 'Denied')::DOUBLE AS denied FROM claims
        )
        WHERE appealed > 0 AND denied > 0
        """,
        0.40,
        0.60,
        min_days=_LONG,
    ),
)
