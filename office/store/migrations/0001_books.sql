-- The books. Rows of every table but office, customer, meter, audit_chain and audit_entry are added
-- and never changed; their digest is in the audit chain (journal.cpp lists the columns).
-- Identifiers that are counted rise with each row. Times are UTC seconds, dates days since
-- 1970-01-01, energy watt-hours, money minor units of the office's currency.

CREATE TABLE office (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    office INTEGER NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL
) STRICT;

-- One chain for each process that writes at the same time; length and digest are those of its head.
CREATE TABLE audit_chain (
    chain INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    length INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- One entry for each commit.
CREATE TABLE audit_entry (
    entry INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    position INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    at_utc_seconds INTEGER NOT NULL,
    commands INTEGER NOT NULL,
    batch BLOB NOT NULL CHECK (length(batch) = 32),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    UNIQUE (chain, position)
) STRICT;

-- Accepted commands. The group is the meter, or 0 for the office; an id is used once in a group.
CREATE TABLE command (
    command INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    command_group INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    user INTEGER NOT NULL,
    at_utc_seconds INTEGER NOT NULL,
    content BLOB NOT NULL CHECK (length(content) = 32),
    answer BLOB NOT NULL,
    UNIQUE (command_group, id)
) STRICT;

CREATE TABLE user_account (
    user INTEGER PRIMARY KEY CHECK (user > 0),
    command INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    role INTEGER NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE api_token (
    token INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    owner INTEGER NOT NULL REFERENCES user_account (user),
    label TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32)
) STRICT;

CREATE TABLE tariff (
    tariff INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    name TEXT NOT NULL,
    price_minor_units_per_kwh INTEGER NOT NULL CHECK (price_minor_units_per_kwh > 0),
    tax_basis_points INTEGER NOT NULL CHECK (tax_basis_points >= 0),
    valid_from_days INTEGER NOT NULL,
    proposed_by INTEGER NOT NULL
) STRICT;
CREATE INDEX tariff_by_name ON tariff (name, valid_from_days, tariff);

CREATE TABLE tariff_approval (
    tariff INTEGER NOT NULL UNIQUE REFERENCES tariff (tariff),
    command INTEGER NOT NULL,
    approved_by INTEGER NOT NULL
) STRICT;

CREATE TABLE meter_registration (
    meter INTEGER NOT NULL UNIQUE,
    command INTEGER NOT NULL,
    key_version INTEGER NOT NULL
) STRICT;

-- The meter's key left the token for production.
CREATE TABLE key_export (
    meter INTEGER NOT NULL UNIQUE REFERENCES meter_registration (meter),
    command INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    customer INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL UNIQUE REFERENCES meter_registration (meter),
    tariff INTEGER NOT NULL REFERENCES tariff (tariff)
) STRICT;

-- Personal data: outside ledger and audit, so that it can be corrected and erased.
CREATE TABLE customer (
    customer INTEGER PRIMARY KEY REFERENCES account (customer),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL
) STRICT;

-- The serial's 64 bits are kept as a signed number.
CREATE TABLE card (
    serial INTEGER NOT NULL UNIQUE,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    UNIQUE (meter, generation)
) STRICT;

CREATE TABLE card_confirmation (
    meter INTEGER NOT NULL,
    command INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    UNIQUE (meter, generation)
) STRICT;

CREATE TABLE energy_order (
    meter INTEGER NOT NULL,
    command INTEGER NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    key_version INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    card INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    energy_watt_hours INTEGER NOT NULL,
    ordered_total_watt_hours INTEGER NOT NULL CHECK (ordered_total_watt_hours >= 0),
    purchases INTEGER NOT NULL,
    last_purchase_watt_hours INTEGER NOT NULL,
    last_purchase_utc_seconds INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    parameter_version INTEGER NOT NULL,
    issue_utc_seconds INTEGER NOT NULL,
    office INTEGER NOT NULL,
    UNIQUE (meter, sequence)
) STRICT;

-- The card answered with authentication that it holds the order.
CREATE TABLE order_issue (
    meter INTEGER NOT NULL,
    command INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    UNIQUE (meter, sequence)
) STRICT;

CREATE TABLE sale (
    receipt INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    business_date_days INTEGER NOT NULL,
    desk TEXT NOT NULL,
    energy_watt_hours INTEGER NOT NULL CHECK (energy_watt_hours > 0),
    net_minor_units INTEGER NOT NULL,
    tax_minor_units INTEGER NOT NULL,
    total_minor_units INTEGER NOT NULL,
    tariff INTEGER NOT NULL,
    UNIQUE (meter, sequence)
) STRICT;

-- The legs of one command are one posting: they sum to zero in money and in energy.
CREATE TABLE posting_leg (
    leg INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    business_date_days INTEGER NOT NULL,
    account INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount <> 0)
) STRICT;

-- What a card brought back. The report is there where a meter had written one.
CREATE TABLE reading (
    reading INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    card INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    meter_sessions INTEGER NOT NULL,
    office_sessions INTEGER NOT NULL,
    report BLOB CHECK (length(report) = 128),
    report_digest BLOB CHECK (length(report_digest) = 8),
    is_newer INTEGER NOT NULL,
    findings INTEGER NOT NULL
) STRICT;
CREATE INDEX reading_of_meter ON reading (meter, is_newer, reading);

-- Where each meter stands: follows from the rows above, and verify holds it against them.
CREATE TABLE meter (
    meter INTEGER PRIMARY KEY,
    key_version INTEGER NOT NULL,
    customer INTEGER,
    tariff INTEGER,
    is_open INTEGER NOT NULL,
    card INTEGER,
    generation INTEGER,
    card_state INTEGER,
    sequence INTEGER NOT NULL,
    ordered_total_watt_hours INTEGER NOT NULL,
    purchases INTEGER NOT NULL,
    last_purchase_watt_hours INTEGER NOT NULL,
    last_purchase_utc_seconds INTEGER NOT NULL,
    meter_sessions INTEGER NOT NULL,
    readings_without_report INTEGER NOT NULL
) STRICT;
