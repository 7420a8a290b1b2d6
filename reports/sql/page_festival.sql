-- page_festival: the festivals the assortment is made for, with each one's days from three years back. Parameter: today.
-- One row per occurrence from 3 years before to 13 months after; where no product names a season, every festival counts.
SELECT
    o.name,
    o.from_day AS day
FROM cal_occasion AS o
WHERE o.kind = '节日'
  AND o.from_day BETWEEN CAST(? AS DATE) - 1200 AND CAST(? AS DATE) + 400
  AND (
      o.name IN (SELECT season FROM dim_sku)
      OR NOT EXISTS (
          SELECT 1
          FROM dim_sku AS d
          INNER JOIN cal_occasion AS c ON c.name = d.season AND c.kind = '节日'
      )
  )
GROUP BY o.name, o.from_day
ORDER BY o.from_day, o.name
