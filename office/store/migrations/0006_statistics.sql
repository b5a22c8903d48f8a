-- Where premises hang, and what feeders gave; and totals that follow from the rows above, so that no
-- statistic reads every sale. Verify holds the totals against those rows.

CREATE TABLE transformer (
    transformer TEXT PRIMARY KEY,
    command INTEGER NOT NULL,
    district TEXT NOT NULL
) STRICT;

-- Premises are named by their meter. A link holds until the next one of its meter.
CREATE TABLE premises_link (
    meter INTEGER NOT NULL REFERENCES meter_registration (meter),
    command INTEGER NOT NULL,
    from_days INTEGER NOT NULL,
    transformer TEXT NOT NULL REFERENCES transformer (transformer),
    UNIQUE (meter, from_days)
) STRICT;
CREATE INDEX premises_link_of_transformer ON premises_link (transformer);

-- As the day began.
CREATE TABLE feeder_reading (
    transformer TEXT NOT NULL REFERENCES transformer (transformer),
    command INTEGER NOT NULL,
    read_days INTEGER NOT NULL,
    total_watt_hours INTEGER NOT NULL CHECK (total_watt_hours >= 0),
    UNIQUE (transformer, read_days)
) STRICT;

-- Of closed days. No link: an empty district.
CREATE TABLE sale_total (
    business_date_days INTEGER NOT NULL,
    district TEXT NOT NULL,
    tariff INTEGER NOT NULL,
    desk TEXT NOT NULL,
    sales INTEGER NOT NULL,
    energy_watt_hours INTEGER NOT NULL,
    net_minor_units INTEGER NOT NULL,
    charge_minor_units INTEGER NOT NULL,
    tax_minor_units INTEGER NOT NULL,
    arrears_minor_units INTEGER NOT NULL,
    total_minor_units INTEGER NOT NULL,
    PRIMARY KEY (business_date_days, district, tariff, desk)
) STRICT, WITHOUT ROWID;

-- What each meter's customer bought in each month, of closed days.
CREATE TABLE month_purchase (
    months INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    energy_watt_hours INTEGER NOT NULL,
    PRIMARY KEY (months, meter)
) STRICT, WITHOUT ROWID;
CREATE INDEX month_purchase_by_energy ON month_purchase (months, energy_watt_hours);

-- What reports taken in before the last day close say of each area and day of UTC. No link: an empty
-- transformer.
CREATE TABLE area_use (
    transformer TEXT NOT NULL,
    use_days INTEGER NOT NULL,
    used_watt_hours INTEGER NOT NULL,
    covered_seconds INTEGER NOT NULL,
    PRIMARY KEY (transformer, use_days)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_use_by_day ON area_use (use_days, used_watt_hours);

-- Where each meter's credit stands, by its newest report and its newest order.
CREATE TABLE standing (
    meter INTEGER PRIMARY KEY,
    reported_utc_seconds INTEGER NOT NULL,
    consumed_watt_hours INTEGER NOT NULL,
    remaining_watt_hours INTEGER NOT NULL,
    overdrawn_watt_hours INTEGER NOT NULL,
    used_daily_watt_hours INTEGER NOT NULL,
    tamper_states INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    credit_ends_days INTEGER
) STRICT;
CREATE INDEX standing_by_credit ON standing (credit_ends_days);
CREATE INDEX standing_overdrawn ON standing (remaining_watt_hours) WHERE remaining_watt_hours < 0;
CREATE INDEX standing_tampering ON standing (reported_utc_seconds)
    WHERE tamper_states <> 0 OR findings <> 0;
CREATE INDEX meter_by_last_purchase ON meter (last_purchase_utc_seconds, customer)
    WHERE customer IS NOT NULL;

-- Each sale with its month and the district of its day.
CREATE VIEW placed_sale AS
SELECT s.meter, s.business_date_days,
    12 * strftime('%Y', s.business_date_days * 86400, 'unixepoch')
        + strftime('%m', s.business_date_days * 86400, 'unixepoch') - 1 AS months,
    coalesce((SELECT district FROM premises_link l JOIN transformer USING (transformer)
        WHERE l.meter = s.meter AND l.from_days <= s.business_date_days
        ORDER BY l.from_days DESC LIMIT 1), '') AS district,
    s.tariff, s.desk, s.energy_watt_hours, s.net_minor_units,
    coalesce(d.charge_minor_units, 0) AS charge_minor_units, s.tax_minor_units,
    coalesce(d.arrears_minor_units, 0) AS arrears_minor_units, s.total_minor_units
FROM sale s LEFT JOIN sale_dues d USING (receipt);
