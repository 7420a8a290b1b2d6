-- book_plan_totals: the control numbers that the purchase workbook has to agree with. Parameters: run id, run id.
WITH line AS (
    SELECT *, row_number() OVER (PARTITION BY sku, centre ORDER BY line) = 1 AS first_offer
    FROM fct_plan_line
    WHERE run_id = ?
), supply AS (
    SELECT
        coalesce(sum(open_qty) FILTER (WHERE valid), 0)::BIGINT AS open_valid,
        coalesce(sum(open_qty) FILTER (WHERE NOT valid), 0)::BIGINT AS open_overdue
    FROM pln_supply
)
SELECT
    count(*)::BIGINT AS lines,
    count(*) FILTER (WHERE qty > 0)::BIGINT AS ordered,
    coalesce(sum(qty), 0)::BIGINT AS qty,
    coalesce(sum(amount_fen), 0)::BIGINT AS amount_fen,
    coalesce(sum(on_hand), 0)::BIGINT AS on_hand,
    coalesce(sum(allocated), 0)::BIGINT AS allocated,
    coalesce(sum(on_order_valid), 0)::BIGINT AS on_order_valid,
    coalesce(sum(on_order_overdue), 0)::BIGINT AS on_order_overdue,
    coalesce(sum(stock_position), 0)::BIGINT AS stock_position,
    round(coalesce(sum(window_mean), 0)::DOUBLE, 1) AS window_mean,
    coalesce(sum(lost_fen) FILTER (WHERE lost_fen > 0), 0)::BIGINT AS lost_fen,
    round(coalesce(sum(
        round(week_1, 1) + round(week_2, 1) + round(week_3, 1) + round(week_4, 1)
        + round(week_5, 1) + round(week_6, 1) + round(week_7, 1) + round(week_8, 1)
    ) FILTER (WHERE first_offer), 0)::DOUBLE, 1) AS week_means,
    coalesce((
        SELECT sum(amount)
        FROM fct_plan_step
        WHERE run_id = ? AND code = 'quantity'
    ), 0)::DOUBLE AS step_qty,
    max(supply.open_valid)::BIGINT AS open_valid,
    max(supply.open_overdue)::BIGINT AS open_overdue
FROM line CROSS JOIN supply
