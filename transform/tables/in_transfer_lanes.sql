-- in_transfer_lanes: transfer lanes (调拨线路) as the department keeps it; dated versions are kept.
-- grain:  from_warehouse, to_warehouse, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_transfer_lanes (
    from_warehouse     VARCHAR,
    to_warehouse       VARCHAR,
    days               BIGINT,
    trip_cost          BIGINT,
    carton_cost        BIGINT,
    min_cartons        BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);
