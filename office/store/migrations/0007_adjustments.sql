-- What changes a meter's ordered total beside sales, money that goes back, blocked customers.

-- The energy of a free issue goes out, of every other kind back; the money goes back.
CREATE TABLE adjustment (
    adjustment INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    asked_by INTEGER NOT NULL,
    energy_watt_hours INTEGER NOT NULL CHECK (energy_watt_hours >= 0),
    net_minor_units INTEGER NOT NULL CHECK (net_minor_units >= 0),
    charge_minor_units INTEGER NOT NULL CHECK (charge_minor_units >= 0),
    tax_minor_units INTEGER NOT NULL CHECK (tax_minor_units >= 0),
    arrears_minor_units INTEGER NOT NULL CHECK (arrears_minor_units >= 0)
) STRICT;
CREATE INDEX adjustment_of_meter ON adjustment (meter, adjustment);

-- What each sale gives back of its energy.
CREATE TABLE adjustment_share (
    adjustment INTEGER NOT NULL REFERENCES adjustment (adjustment),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    receipt INTEGER NOT NULL REFERENCES sale (receipt),
    energy_watt_hours INTEGER NOT NULL CHECK (energy_watt_hours > 0),
    net_minor_units INTEGER NOT NULL CHECK (net_minor_units >= 0),
    tax_minor_units INTEGER NOT NULL CHECK (tax_minor_units >= 0),
    UNIQUE (adjustment, receipt)
) STRICT;
CREATE INDEX adjustment_share_of_receipt ON adjustment_share (receipt);

-- The order was made. A reversal needs no second person: its card proves it.
CREATE TABLE adjustment_approval (
    adjustment INTEGER NOT NULL UNIQUE REFERENCES adjustment (adjustment),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    user INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    meter_sessions INTEGER NOT NULL,
    UNIQUE (meter, sequence)
) STRICT;

CREATE TABLE adjustment_refusal (
    adjustment INTEGER NOT NULL UNIQUE REFERENCES adjustment (adjustment),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    user INTEGER NOT NULL
) STRICT;

-- The card overwrote the sale's order and had been in no meter since that was made.
CREATE TABLE adjustment_proof (
    adjustment INTEGER NOT NULL UNIQUE REFERENCES adjustment_approval (adjustment),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL
) STRICT;

CREATE TABLE adjustment_payment (
    adjustment INTEGER NOT NULL UNIQUE REFERENCES adjustment_approval (adjustment),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    business_date_days INTEGER NOT NULL,
    desk TEXT NOT NULL,
    shift INTEGER,
    means INTEGER NOT NULL,
    user INTEGER NOT NULL,
    total_minor_units INTEGER NOT NULL CHECK (total_minor_units > 0)
) STRICT;
CREATE INDEX adjustment_payment_of_date ON adjustment_payment (business_date_days);
CREATE INDEX adjustment_payment_of_shift ON adjustment_payment (shift) WHERE shift IS NOT NULL;

-- The newest row of a customer holds.
CREATE TABLE customer_block (
    command INTEGER PRIMARY KEY,
    meter INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    is_blocked INTEGER NOT NULL,
    user INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_block_of_customer ON customer_block (customer, command);

-- How far sales were taken back, by approved adjustments.
CREATE VIEW taken_back AS
SELECT receipt, sum(s.energy_watt_hours) AS energy_watt_hours, max(a.kind = 1) AS is_reversed
FROM adjustment_share s JOIN adjustment_approval USING (adjustment)
JOIN adjustment a USING (adjustment) GROUP BY receipt;

-- The cash that a shift took less what it paid back.
CREATE VIEW shift_cash AS
SELECT shift, sum(cash) AS cash FROM (
    SELECT shift, total_minor_units AS cash FROM sale_payment JOIN sale USING (receipt)
    WHERE means = 1 AND shift IS NOT NULL
    UNION ALL SELECT shift, -total_minor_units FROM adjustment_payment
    WHERE means = 1 AND shift IS NOT NULL) GROUP BY shift;

-- Each account's month: that of its last sale that was not reversed, or the one before that of its
-- opening; and what was bought in it less what went back. Verify holds the meter's row against it.
DROP VIEW account_month;
CREATE VIEW account_month AS
SELECT meter, months, coalesce((SELECT sum(s.energy_watt_hours - coalesce(t.energy_watt_hours, 0))
    FROM sale s LEFT JOIN taken_back t USING (receipt) WHERE s.meter = a.meter
    AND 12 * strftime('%Y', s.business_date_days * 86400, 'unixepoch')
        + strftime('%m', s.business_date_days * 86400, 'unixepoch') - 1 = a.months), 0) AS bought
FROM (SELECT account.meter, coalesce(
        (SELECT 12 * strftime('%Y', max(business_date_days) * 86400, 'unixepoch')
            + strftime('%m', max(business_date_days) * 86400, 'unixepoch') - 1
            FROM sale s LEFT JOIN taken_back t USING (receipt)
            WHERE s.meter = account.meter AND coalesce(t.is_reversed, 0) = 0),
        (SELECT 12 * strftime('%Y', opened * 86400, 'unixepoch')
            + strftime('%m', opened * 86400, 'unixepoch') - 2)) AS months
    FROM account JOIN (SELECT account.customer,
            coalesce(opened_days, command.at_utc_seconds / 86400) AS opened
        FROM account JOIN command USING (command)
        LEFT JOIN account_terms USING (customer)) USING (customer)) a;
