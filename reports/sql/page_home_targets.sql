-- page_home_targets: the money targets in force.
SELECT
    period_kind,
    period,
    coalesce(channel, '') AS channel,
    coalesce(category, '') AS category,
    sum(revenue)::BIGINT AS revenue_fen
FROM cur_targets
WHERE revenue > 0
GROUP BY period_kind, period, coalesce(channel, ''), coalesce(category, '')
ORDER BY period_kind, period, channel, category
