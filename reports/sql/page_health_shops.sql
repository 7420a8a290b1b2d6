-- page_health_shops: how fresh each channel is: its newest order day and on how many of the last 28 days it had orders.
-- Parameters: first day, last day.
SELECT
    channel,
    max(day) AS last_day,
    count(DISTINCT day) FILTER (WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE))::BIGINT AS days_with_orders
FROM fct_order_day
WHERE orders > 0
GROUP BY channel
ORDER BY channel
