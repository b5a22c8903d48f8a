-- An account's meter is dated: a meter is exchanged with its credit, a customer leaves and the next
-- one comes. The table of accounts keeps its rows and their order, and loses that a meter has one.

CREATE TEMP TABLE kept_account AS SELECT * FROM account ORDER BY customer;
DROP VIEW account_month;
PRAGMA defer_foreign_keys = ON;
DROP TABLE account;
-- The meter is the one that it was opened on.
CREATE TABLE account (
    customer INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL REFERENCES meter_registration (meter),
    tariff INTEGER NOT NULL REFERENCES tariff (tariff)
) STRICT;
INSERT INTO account SELECT * FROM kept_account;
DROP TABLE kept_account;
CREATE INDEX account_of_meter ON account (meter);

-- Beside `adjustment`: carried out where that is approved. Dead: without a final report.
CREATE TABLE meter_exchange (
    adjustment INTEGER NOT NULL UNIQUE REFERENCES adjustment (adjustment),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    new_meter INTEGER NOT NULL REFERENCES meter_registration (meter),
    used_since_watt_hours INTEGER NOT NULL CHECK (used_since_watt_hours >= 0),
    is_dead INTEGER NOT NULL
) STRICT;
CREATE INDEX meter_exchange_of_meter ON meter_exchange (meter);
CREATE INDEX meter_exchange_of_new_meter ON meter_exchange (new_meter);
CREATE INDEX meter_exchange_of_customer ON meter_exchange (customer);

-- The order for the first card of the new meter that brought what was carried over.
CREATE TABLE carry_in (
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    energy_watt_hours INTEGER NOT NULL CHECK (energy_watt_hours > 0),
    UNIQUE (meter, sequence)
) STRICT;

-- The customer left the meter, which had written its final report. The energy had no price and fell
-- back, by an order of this sequence; none was made where nothing was left.
CREATE TABLE move_out (
    customer INTEGER NOT NULL UNIQUE REFERENCES account (customer),
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    energy_watt_hours INTEGER NOT NULL CHECK (energy_watt_hours >= 0),
    sequence INTEGER,
    user INTEGER NOT NULL
) STRICT;
CREATE INDEX move_out_of_meter ON move_out (meter);

-- Which customer a meter served from one command to another; the end is null while it does.
CREATE VIEW service AS
SELECT customer, meter, began, (SELECT min(ended) FROM (
        SELECT p.command AS ended FROM meter_exchange x JOIN adjustment_approval p USING (adjustment)
            WHERE x.meter = s.meter AND x.customer = s.customer AND p.command > s.began
        UNION ALL SELECT m.command FROM move_out m
            WHERE m.meter = s.meter AND m.customer = s.customer)) AS ended
FROM (SELECT customer, meter, command AS began FROM account
    UNION ALL SELECT x.customer, x.new_meter, p.command FROM meter_exchange x
        JOIN adjustment_approval p USING (adjustment)) s;

-- Each account's month, as 0007 says it, over all meters that it had.
CREATE VIEW account_month AS
SELECT customer, months, coalesce((SELECT sum(s.energy_watt_hours - coalesce(t.energy_watt_hours, 0))
    FROM sale s LEFT JOIN taken_back t USING (receipt) WHERE s.customer = a.customer
    AND s.meter IN (SELECT v.meter FROM service v WHERE v.customer = a.customer)
    AND 12 * strftime('%Y', s.business_date_days * 86400, 'unixepoch')
        + strftime('%m', s.business_date_days * 86400, 'unixepoch') - 1 = a.months), 0) AS bought
FROM (SELECT account.customer, coalesce(
        (SELECT 12 * strftime('%Y', max(business_date_days) * 86400, 'unixepoch')
            + strftime('%m', max(business_date_days) * 86400, 'unixepoch') - 1
            FROM sale s LEFT JOIN taken_back t USING (receipt)
            WHERE s.customer = account.customer
            AND s.meter IN (SELECT v.meter FROM service v WHERE v.customer = account.customer)
            AND coalesce(t.is_reversed, 0) = 0),
        (SELECT 12 * strftime('%Y', opened * 86400, 'unixepoch')
            + strftime('%m', opened * 86400, 'unixepoch') - 2)) AS months
    FROM account JOIN (SELECT account.customer,
            coalesce(opened_days, command.at_utc_seconds / 86400) AS opened
        FROM account JOIN command USING (command)
        LEFT JOIN account_terms USING (customer)) USING (customer)) a;

ALTER TABLE meter ADD COLUMN carried_in_watt_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meter ADD COLUMN is_barred INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX meter_of_customer ON meter (customer) WHERE customer IS NOT NULL;
