"""Healthcare's invariants, H1-H18.

Uniqueness and foreign keys (H1) follow from the declaration.
"""

from __future__ import annotations

from tablewright.data.load import places
from tablewright.spec import Invariant
from tablewright.tables.healthcare.expectations import EXPECTATIONS

__all__ = ["EXPECTATIONS", "INVARIANTS"]

ZIP_PREFIXES = {
    "MA": [(10, 27), (55, 55)],
    "NY": [(5, 5), (100, 149)],
    "IL": [(600, 620), (622, 629)],
    "TX": [(733, 733), (750, 799), (885, 885)],
    "AZ": [(850, 853), (855, 857), (859, 860), (863, 865)],
    "CA": [(900, 908), (910, 928), (930, 961)],
    "FL": [(320, 339), (341, 342), (344, 344), (346, 347), (349, 349)],
    "PA": [(150, 196)],
}
"""First three digits of the ZIP codes of a state (USPS)."""

_ZIP_VALUES = ", ".join(
    f"('{state}', {low}, {high})" for state, ranges in ZIP_PREFIXES.items() for low, high in ranges
)

_ZIPS = ", ".join(
    f"('{region.code}', '{city.name}', '{code}')"
    for region in places("en").regions
    if region.healthcare_weight
    for city in region.cities
    for code in city.postal_prefixes
)

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "H2",
        "a claim's patient is its encounter's",
        ("claims", "encounters"),
        """
        SELECT claim_id, claims.patient_id, encounters.patient_id AS patient_of_encounter
        FROM claims JOIN encounters USING (encounter_id)
        WHERE claims.patient_id IS DISTINCT FROM encounters.patient_id
        """,
    ),
    Invariant(
        "H3a",
        "a patient is born before the admission, and at most 110 years old then",
        ("encounters", "patients"),
        """
        SELECT encounter_id, date_of_birth, admit_datetime
        FROM encounters JOIN patients USING (patient_id)
        WHERE (date_of_birth <= CAST(admit_datetime AS DATE)
            AND CAST(admit_datetime AS DATE) < date_of_birth + INTERVAL 111 YEAR) IS NOT TRUE
        """,
    ),
    Invariant(
        "H3b",
        "every admission lies within the window",
        ("encounters",),
        """
        SELECT encounter_id, admit_datetime FROM encounters
        WHERE (admit_datetime >= getvariable('w0') AND admit_datetime < getvariable('w1'))
            IS NOT TRUE
        """,
    ),
    Invariant(
        "H4",
        "an encounter has a discharge, after the admission and by the window's end, "
        "unless it is Active or Cancelled",
        ("encounters",),
        """
        SELECT encounter_id, status, admit_datetime, discharge_datetime FROM encounters
        WHERE (discharge_datetime IS NULL) IS DISTINCT FROM (status IN ('Active', 'Cancelled'))
            OR discharge_datetime <= admit_datetime
            OR discharge_datetime > getvariable('w1')
        """,
    ),
    Invariant(
        "H5",
        "only Completed encounters are claimed",
        ("claims", "encounters"),
        """
        SELECT claim_id, encounter_id, encounters.status
        FROM claims JOIN encounters USING (encounter_id)
        WHERE encounters.status IS DISTINCT FROM 'Completed'
        """,
    ),
    Invariant(
        "H6",
        "the service date lies within the stay",
        ("claims", "encounters"),
        """
        SELECT claim_id, service_date, admit_datetime, discharge_datetime
        FROM claims JOIN encounters USING (encounter_id)
        WHERE (service_date BETWEEN CAST(admit_datetime AS DATE)
            AND CAST(discharge_datetime AS DATE)) IS NOT TRUE
        """,
    ),
    Invariant(
        "H7a",
        "an encounter has at most one Institutional claim",
        ("claims",),
        """
        SELECT encounter_id, count(*) AS institutional, min(claim_id) AS claim_id FROM claims
        WHERE claim_type = 'Institutional' GROUP BY encounter_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "H7b",
        "a Telehealth encounter has no Institutional claim",
        ("claims", "encounters"),
        """
        SELECT claim_id, encounter_id, encounter_type, claim_type
        FROM claims JOIN encounters USING (encounter_id)
        WHERE claim_type = 'Institutional' AND encounter_type = 'Telehealth'
        """,
    ),
    Invariant(
        "H8",
        "routine checkups, refills and lab reviews are Outpatient or Telehealth",
        ("encounters",),
        """
        SELECT encounter_id, chief_complaint, encounter_type FROM encounters
        WHERE chief_complaint IN ('Routine checkup', 'Medication refill', 'Lab review')
            AND (encounter_type IN ('Outpatient', 'Telehealth')) IS NOT TRUE
        """,
    ),
    Invariant(
        "H9a",
        "a patient has one payer",
        ("claims",),
        """
        SELECT patient_id, min(payer_id) AS payer, max(payer_id) AS other_payer,
            max(claim_id) AS claim_id
        FROM claims GROUP BY patient_id HAVING min(payer_id) <> max(payer_id)
        """,
    ),
    Invariant(
        "H9b",
        "a provider works in one facility",
        ("encounters",),
        """
        SELECT provider_id, min(facility_id) AS facility, max(facility_id) AS other_facility,
            max(encounter_id) AS encounter_id
        FROM encounters GROUP BY provider_id HAVING min(facility_id) <> max(facility_id)
        """,
    ),
    Invariant(
        "H10",
        "a patient with an Active encounter is active",
        ("encounters", "patients"),
        """
        SELECT encounter_id, patient_id, status, is_active
        FROM encounters JOIN patients USING (patient_id)
        WHERE status = 'Active' AND is_active IS NOT TRUE
        """,
    ),
    Invariant(
        "H11a",
        "0 <= paid <= allowed <= billed, and billed is from 50 to 50,000",
        ("claims",),
        """
        SELECT claim_id, billed_amount, allowed_amount, paid_amount FROM claims
        WHERE (billed_amount BETWEEN 50 AND 50000 AND allowed_amount BETWEEN 0 AND billed_amount)
                IS NOT TRUE
            OR paid_amount < 0 OR paid_amount > allowed_amount
        """,
    ),
    Invariant(
        "H11b",
        "paid_amount is above 0 for a Paid claim, 0 for a Denied or Appealed one, "
        "and null for a Pending one",
        ("claims",),
        """
        SELECT claim_id, status, paid_amount FROM claims
        WHERE (CASE status
            WHEN 'Paid' THEN paid_amount > 0
            WHEN 'Pending' THEN paid_amount IS NULL
            WHEN 'Denied' THEN paid_amount = 0
            WHEN 'Appealed' THEN paid_amount = 0
            END) IS NOT TRUE
        """,
    ),
    Invariant(
        "H11c",
        "self-pay claims are Paid or Pending",
        ("claims",),
        """
        SELECT claim_id, payer_id, status FROM claims
        WHERE payer_id = 'Self-Pay' AND (status IN ('Paid', 'Pending')) IS NOT TRUE
        """,
    ),
    Invariant(
        "H12a",
        "ssn_last4 is four digits, not 0000",
        ("patients",),
        """
        SELECT patient_id, ssn_last4 FROM patients
        WHERE (regexp_full_match(ssn_last4, '[0-9]{4}') AND ssn_last4 <> '0000') IS NOT TRUE
        """,
    ),
    Invariant(
        "H12b",
        "a ZIP code's first three digits belong to the state (locale en)",
        ("patients",),
        f"""
        SELECT patient_id, state, zip_code FROM patients
        WHERE getvariable('locale') = 'en' AND NOT EXISTS (
            SELECT 1 FROM (VALUES {_ZIP_VALUES}) AS known(name, low, high)
            WHERE name = state AND TRY_CAST(left(zip_code, 3) AS INTEGER) BETWEEN low AND high
        )
        """,
    ),
    Invariant(
        "H13",
        "Emergency stays last at most 24 h, Observation below 48 h; "
        "Outpatient and Telehealth end on the same day",
        ("encounters",),
        """
        SELECT encounter_id, encounter_type, admit_datetime, discharge_datetime FROM encounters
        WHERE CASE encounter_type
            WHEN 'Emergency' THEN discharge_datetime > admit_datetime + INTERVAL 24 HOUR
            WHEN 'Observation' THEN discharge_datetime >= admit_datetime + INTERVAL 48 HOUR
            WHEN 'Inpatient' THEN false
            ELSE CAST(discharge_datetime AS DATE) <> CAST(admit_datetime AS DATE)
            END
        """,
    ),
    Invariant(
        "H7c",
        "a stay that is billed has an Institutional claim",
        ("claims", "encounters"),
        """
        SELECT encounter_id, min(claim_id) AS claim_id
        FROM claims JOIN encounters USING (encounter_id) WHERE encounter_type = 'Inpatient'
        GROUP BY ALL HAVING count(*) FILTER (claim_type = 'Institutional') = 0
        """,
    ),
    Invariant(
        "H9c",
        "an encounter is at the facility of its provider",
        ("encounters", "providers"),
        """
        SELECT encounter_id, provider_id, encounters.facility_id, providers.facility_id AS usual
        FROM encounters JOIN providers USING (provider_id)
        WHERE encounters.facility_id IS DISTINCT FROM providers.facility_id
        """,
    ),
    Invariant(
        "H12c",
        "a ZIP code is one of the city's (locale en)",
        ("patients",),
        f"""
        SELECT patient_id, city, zip_code FROM patients
        WHERE getvariable('locale') = 'en' AND NOT EXISTS (
            SELECT 1 FROM (VALUES {_ZIPS}) AS known(region, town, code)
            WHERE region = state AND town = city AND code = zip_code
        )
        """,
    ),
    Invariant(
        "H14",
        "no patient is in two beds at once",
        ("encounters",),
        """
        SELECT encounter_id, patient_id, admit_datetime FROM (
            SELECT encounter_id, patient_id, admit_datetime, max(
                coalesce(discharge_datetime, getvariable('w1'))
            ) OVER (
                PARTITION BY patient_id ORDER BY admit_datetime, encounter_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS until
            FROM encounters WHERE encounter_type = 'Inpatient' AND status <> 'Cancelled'
        )
        WHERE admit_datetime < until
        """,
    ),
    Invariant(
        "H15",
        "claims of hospitals for stays have a DRG, and no other claim has",
        ("claims", "encounters"),
        """
        SELECT claim_id, encounter_type, claim_type, drg
        FROM claims JOIN encounters USING (encounter_id)
        WHERE (drg IS NOT NULL)
            IS DISTINCT FROM (encounter_type = 'Inpatient' AND claim_type = 'Institutional')
        """,
    ),
    Invariant(
        "H16",
        "maternal diagnoses (ICD-10-CM O) are of women",
        ("encounters", "patients"),
        """
        SELECT encounter_id, patient_id, diagnosis_code, gender
        FROM encounters JOIN patients USING (patient_id)
        WHERE diagnosis_code LIKE 'O%' AND gender IS DISTINCT FROM 'F'
        """,
    ),
    Invariant(
        "H17",
        "visits to clinics are never Active, others only as long as they can last",
        ("encounters",),
        """
        SELECT encounter_id, encounter_type, admit_datetime FROM encounters
        WHERE status = 'Active' AND admit_datetime < getvariable('w1') - CASE encounter_type
            WHEN 'Inpatient' THEN INTERVAL 31 DAY
            WHEN 'Observation' THEN INTERVAL 48 HOUR
            WHEN 'Emergency' THEN INTERVAL 24 HOUR
            ELSE INTERVAL 0 HOUR
            END
        """,
    ),
    Invariant(
        "H18",
        "a claim is not appealed within 45 days of the service",
        ("claims",),
        """
        SELECT claim_id, service_date, status FROM claims
        WHERE status = 'Appealed' AND service_date >= getvariable('w1') - INTERVAL 45 DAY
        """,
    ),
)
