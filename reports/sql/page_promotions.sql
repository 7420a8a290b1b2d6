-- page_promotions: the promotions that touch a span of days, one row per name, platform, span, item and category. Parameters: first day, last day.
SELECT
    name,
    coalesce(platform, '') AS platform,
    from_day,
    to_day,
    coalesce(sku, '') AS sku,
    coalesce(category, '') AS category
FROM cur_promotions
WHERE to_day >= CAST(? AS DATE) AND from_day <= CAST(? AS DATE)
GROUP BY name, coalesce(platform, ''), from_day, to_day, coalesce(sku, ''), coalesce(category, '')
ORDER BY from_day, to_day, name, platform, sku, category
