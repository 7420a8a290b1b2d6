-- refund_share: the refund of an order whose lines have none of their own, shared by what was paid for them, largest remainder, sum kept.
-- A refund that equals payable less paid, without a refund status, is the discount: the paid amount already lacks it.
-- grain:  platform, shop, order_id, line_id
-- needs:  pay_share
-- check:  not_null fen
CREATE OR REPLACE TABLE refund_share AS
WITH head AS (
    SELECT platform, shop, order_id, refund_amount
    FROM raw_order
    WHERE refund_amount > 0
      AND NOT (refund_status = 'none' AND life(status) < 6 AND order_total - order_paid = refund_amount)
),
line AS (
    SELECT l.platform, l.shop, l.order_id, l.line_id, l.file_sha, l.sheet, l.src_line, h.refund_amount AS due,
           l.refund_amount AS own, CASE WHEN l.has_line_paid THEN l.line_paid ELSE p.fen END AS paid
    FROM raw_order_line AS l
    JOIN head AS h ON h.platform = l.platform AND h.shop = l.shop AND h.order_id = l.order_id
    LEFT JOIN pay_share AS p
        ON p.platform = l.platform AND p.shop = l.shop AND p.order_id = l.order_id AND p.line_id = l.line_id
       AND p.file_sha = l.file_sha AND p.sheet = l.sheet AND p.src_line = l.src_line
),
summed AS (
    SELECT platform, shop, order_id, line_id, file_sha, sheet, src_line, due, paid,
           CAST(sum(own) OVER (PARTITION BY platform, shop, order_id) AS BIGINT) AS owned,
           CAST(sum(paid) OVER (PARTITION BY platform, shop, order_id) AS BIGINT) AS total
    FROM line
),
cut AS (
    SELECT platform, shop, order_id, line_id, file_sha, sheet, src_line, due,
           whole(due * paid, total) AS part, due * paid - whole(due * paid, total) * total AS rest
    FROM (
        SELECT platform, shop, order_id, line_id, file_sha, sheet, src_line, paid, total,
               CASE WHEN due < total THEN due ELSE total END AS due
        FROM summed
        WHERE owned = 0 AND total > 0
    ) AS capped
),
placed AS (
    SELECT platform, shop, order_id, line_id, file_sha, sheet, src_line, part,
           due - CAST(sum(part) OVER (PARTITION BY platform, shop, order_id) AS BIGINT) AS spare,
           ROW_NUMBER() OVER (PARTITION BY platform, shop, order_id ORDER BY rest DESC, line_id, file_sha, sheet, src_line) AS place
    FROM cut
)
SELECT platform, shop, order_id, line_id, file_sha, sheet, src_line,
       part + CASE WHEN place <= spare THEN 1 ELSE 0 END AS fen
FROM placed;
