-- cur_warehouses: the warehouses in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  warehouse
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_warehouses AS
SELECT warehouse, province, city, capacity_m3, transfer_days, transfer_cost, transfer_min
FROM in_warehouses
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_warehouses
);
