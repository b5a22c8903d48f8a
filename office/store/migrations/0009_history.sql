-- The registers of meters at the ends of local days (1) and months (2), as their cards brought
-- them: the first that came of each end.
CREATE TABLE period_end (
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    period INTEGER NOT NULL,
    at_utc_seconds INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL,
    ordered_total_watt_hours INTEGER NOT NULL,
    consumed_total_watt_hours INTEGER NOT NULL,
    UNIQUE (meter, period, at_utc_seconds)
) STRICT;
