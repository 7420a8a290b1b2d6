-- in_bundles: bundles (bill of materials) (组合装) as the department keeps it; dated versions are kept.
-- grain:  bundle_sku, component_sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_bundles (
    bundle_sku         VARCHAR,
    component_sku      VARCHAR,
    qty                BIGINT,
    kind               VARCHAR,
    layers             BIGINT,
    packaging_cost     BIGINT,
    outer_volume_ml    DOUBLE,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);
