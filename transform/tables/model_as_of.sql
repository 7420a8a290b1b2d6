-- model_as_of: the last day of data that the models were built for, one row; the macro as_of() reads it.
-- grain:  as_of_day
CREATE TABLE IF NOT EXISTS model_as_of (
    as_of_day DATE
);
