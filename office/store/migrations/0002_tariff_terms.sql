-- Steps, classes and monthly charges of tariffs, arrears, and where each customer stands in them.
-- New tables only: the columns of a table in the journal are what its old rows were digested from.

-- Beside `tariff`, whose price is that of the first step. A tariff of version 1 has no row: it is
-- for customers of every class (0), without a charge.
CREATE TABLE tariff_terms (
    tariff INTEGER NOT NULL UNIQUE REFERENCES tariff (tariff),
    command INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    monthly_charge_minor_units INTEGER NOT NULL CHECK (monthly_charge_minor_units >= 0)
) STRICT;

CREATE TABLE tariff_step (
    tariff INTEGER NOT NULL REFERENCES tariff (tariff),
    command INTEGER NOT NULL,
    from_watt_hours INTEGER NOT NULL CHECK (from_watt_hours > 0),
    price_minor_units_per_kwh INTEGER NOT NULL CHECK (price_minor_units_per_kwh > 0),
    UNIQUE (tariff, from_watt_hours)
) STRICT;

-- Beside `account`. One of version 1 has no row: a household, opened on the UTC day of its command.
CREATE TABLE account_terms (
    customer INTEGER NOT NULL UNIQUE REFERENCES account (customer),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    customer_class INTEGER NOT NULL,
    opened_days INTEGER NOT NULL
) STRICT;

-- A debt from elsewhere; the newest of a meter says how all of it is recovered.
CREATE TABLE arrears (
    command INTEGER PRIMARY KEY,
    meter INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    amount_minor_units INTEGER NOT NULL CHECK (amount_minor_units > 0),
    most_per_sale_minor_units INTEGER NOT NULL,
    recovery_basis_points INTEGER NOT NULL
) STRICT;
CREATE INDEX arrears_of_meter ON arrears (meter, command);

-- What a sale took beside the price of energy and tax; no row where that is nothing.
CREATE TABLE sale_dues (
    receipt INTEGER NOT NULL UNIQUE REFERENCES sale (receipt),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    charge_minor_units INTEGER NOT NULL CHECK (charge_minor_units >= 0),
    arrears_minor_units INTEGER NOT NULL CHECK (arrears_minor_units >= 0)
) STRICT;
CREATE INDEX sale_dues_of_meter ON sale_dues (meter);

-- Months are counted as twelve times the year plus the month's number less one.
ALTER TABLE meter ADD COLUMN customer_class INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meter ADD COLUMN charged_through_months INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meter ADD COLUMN bought_in_month_watt_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meter ADD COLUMN arrears_minor_units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meter ADD COLUMN most_per_sale_minor_units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meter ADD COLUMN recovery_basis_points INTEGER NOT NULL DEFAULT 0;

-- Each account's month: that of its last sale, or the one before that of its opening. Verify holds
-- the meter's row against it.
CREATE VIEW account_month AS
SELECT meter, months, coalesce((SELECT sum(energy_watt_hours) FROM sale s WHERE s.meter = a.meter
    AND 12 * strftime('%Y', s.business_date_days * 86400, 'unixepoch')
        + strftime('%m', s.business_date_days * 86400, 'unixepoch') - 1 = a.months), 0) AS bought
FROM (SELECT account.meter, coalesce(
        (SELECT 12 * strftime('%Y', max(business_date_days) * 86400, 'unixepoch')
            + strftime('%m', max(business_date_days) * 86400, 'unixepoch') - 1
            FROM sale s WHERE s.meter = account.meter),
        (SELECT 12 * strftime('%Y', opened * 86400, 'unixepoch')
            + strftime('%m', opened * 86400, 'unixepoch') - 2)) AS months
    FROM account JOIN (SELECT account.customer,
            coalesce(opened_days, command.at_utc_seconds / 86400) AS opened
        FROM account JOIN command USING (command)
        LEFT JOIN account_terms USING (customer)) USING (customer)) a;

UPDATE meter SET customer_class = 1,
    charged_through_months = (SELECT months FROM account_month m WHERE m.meter = meter.meter),
    bought_in_month_watt_hours = (SELECT bought FROM account_month m WHERE m.meter = meter.meter)
WHERE customer IS NOT NULL;
