-- page_health_held: the rows held back, dearest first within a reason.
SELECT
    code,
    name,
    coalesce(sheet, '') AS sheet,
    src_line,
    coalesce(shop, '') AS shop,
    coalesce(column_name, '') AS column_name,
    coalesce(value_text, '') AS value_text,
    coalesce(amount_fen, 0)::BIGINT AS amount_fen
FROM quarantine
ORDER BY code, amount_fen DESC, name, sheet, src_line, column_name
LIMIT 2000
