-- cur_suppliers: the suppliers in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  supplier
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_suppliers AS
SELECT supplier, name, terms, lead_days, order_weekdays, min_order_value, credit_days, closed_from, closed_to
FROM in_suppliers
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_suppliers
);
