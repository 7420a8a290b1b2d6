-- lead-all-one: every supplier is said to deliver within one day: a default of another system, not a value.
-- severity: warn
SELECT '' AS subject, count(*) AS count, CAST(0 AS BIGINT) AS amount_fen, '' AS detail
FROM (SELECT lead_days FROM cur_suppliers WHERE lead_days IS NOT NULL
      UNION ALL SELECT lead_days FROM cur_supplier_items WHERE lead_days IS NOT NULL) AS declared
HAVING count(*) > 1 AND max(lead_days) <= 1
