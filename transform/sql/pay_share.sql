-- pay_share: the order's money shared to those of its lines that have none of their own, by line amount, largest remainder, sum kept.
-- grain:  platform, shop, order_id, line_id
-- needs:
-- check:  not_null fen
CREATE OR REPLACE TABLE pay_share AS
WITH bare AS (
    SELECT l.platform, l.shop, l.order_id, l.line_id, l.sheet, l.src_line, l.file_sha, l.line_amount, h.order_paid
    FROM raw_order_line AS l
    LEFT JOIN raw_order AS h ON h.platform = l.platform AND h.shop = l.shop AND h.order_id = l.order_id
    WHERE NOT l.has_line_paid
),
own AS (
    SELECT l.platform, l.shop, l.order_id, CAST(sum(l.line_paid) AS BIGINT) AS fen
    FROM raw_order_line AS l
    JOIN (SELECT DISTINCT platform, shop, order_id FROM bare) AS b
        ON b.platform = l.platform AND b.shop = l.shop AND b.order_id = l.order_id
    WHERE l.has_line_paid
    GROUP BY l.platform, l.shop, l.order_id
),
summed AS (
    SELECT b.platform, b.shop, b.order_id, b.line_id, b.sheet, b.src_line, b.file_sha, b.line_amount,
           CASE WHEN b.order_paid - COALESCE(o.fen, 0) < 0 THEN 0 ELSE b.order_paid - COALESCE(o.fen, 0) END AS due,
           CAST(sum(b.line_amount) OVER (PARTITION BY b.platform, b.shop, b.order_id) AS BIGINT) AS amounts,
           count(*) OVER (PARTITION BY b.platform, b.shop, b.order_id) AS lines
    FROM bare AS b
    LEFT JOIN own AS o ON o.platform = b.platform AND o.shop = b.shop AND o.order_id = b.order_id
),
weighed AS (
    SELECT platform, shop, order_id, line_id, sheet, src_line, file_sha, line_amount, due,
           CASE WHEN amounts > 0 THEN line_amount ELSE 1 END AS weight,
           CASE WHEN amounts > 0 THEN amounts ELSE lines END AS weights
    FROM summed
),
cut AS (
    SELECT platform, shop, order_id, line_id, sheet, src_line, file_sha, line_amount, due,
           whole(due * weight, weights) AS part,
           due * weight - whole(due * weight, weights) * weights AS rest
    FROM weighed
),
placed AS (
    SELECT platform, shop, order_id, line_id, sheet, src_line, file_sha, line_amount, due, part,
           due - CAST(sum(part) OVER (PARTITION BY platform, shop, order_id) AS BIGINT) AS spare,
           ROW_NUMBER() OVER (PARTITION BY platform, shop, order_id ORDER BY rest DESC, line_id, file_sha, sheet, src_line) AS place
    FROM cut
)
SELECT platform, shop, order_id, line_id, file_sha, sheet, src_line,
       COALESCE(part + CASE WHEN place <= spare THEN 1 ELSE 0 END, line_amount) AS fen
FROM placed;
