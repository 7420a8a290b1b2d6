-- The few things that differ between engines, behind macros; one such file per dialect.
-- as_of(): the last day of data. after(d, n): n days after d. apart(a, b): days from a to b. whole(a, b): a over b, rounded down.
CREATE OR REPLACE MACRO as_of() AS (SELECT max(as_of_day) FROM model_as_of);
CREATE OR REPLACE MACRO after(d, n) AS (d + CAST(n AS INTEGER));
CREATE OR REPLACE MACRO apart(a, b) AS (CAST(b - a AS BIGINT));
CREATE OR REPLACE MACRO whole(a, b) AS (a // b);
CREATE OR REPLACE MACRO life(s) AS (CASE s WHEN 'unpaid' THEN 1 WHEN 'paid' THEN 2 WHEN 'part_shipped' THEN 3 WHEN 'shipped' THEN 4 WHEN 'completed' THEN 5 WHEN 'closed' THEN 6 WHEN 'cancelled' THEN 6 WHEN 'refunded' THEN 8 ELSE 0 END);
