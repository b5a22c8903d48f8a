-- Desks, shifts, means of payment, closed days.

-- Each time a desk was set up; the newest row holds. No limit is null.
CREATE TABLE desk_setting (
    command INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    most_unsigned_cash_minor_units INTEGER CHECK (most_unsigned_cash_minor_units > 0)
) STRICT;
CREATE INDEX desk_setting_of_desk ON desk_setting (desk, command);

CREATE TABLE shift_opening (
    shift INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    desk TEXT NOT NULL,
    user INTEGER NOT NULL,
    business_date_days INTEGER NOT NULL,
    change_fund_minor_units INTEGER NOT NULL CHECK (change_fund_minor_units >= 0)
) STRICT;

CREATE TABLE shift_closing (
    shift INTEGER NOT NULL UNIQUE REFERENCES shift_opening (shift),
    command INTEGER NOT NULL,
    user INTEGER NOT NULL,
    cash_taken_minor_units INTEGER NOT NULL,
    counted_minor_units INTEGER NOT NULL CHECK (counted_minor_units >= 0)
) STRICT;

CREATE TABLE shift_signing (
    shift INTEGER NOT NULL UNIQUE REFERENCES shift_closing (shift),
    command INTEGER NOT NULL,
    user INTEGER NOT NULL
) STRICT;

-- Beside `sale`. A sale of versions 1 and 2 has no row: paid in cash, without a number of its desk.
CREATE TABLE sale_payment (
    receipt INTEGER NOT NULL UNIQUE REFERENCES sale (receipt),
    command INTEGER NOT NULL,
    desk TEXT NOT NULL,
    desk_receipt INTEGER NOT NULL CHECK (desk_receipt > 0),
    shift INTEGER,
    means INTEGER NOT NULL,
    tendered_minor_units INTEGER NOT NULL,
    UNIQUE (desk, desk_receipt)
) STRICT;
CREATE INDEX sale_payment_of_shift ON sale_payment (shift) WHERE shift IS NOT NULL;
CREATE INDEX sale_of_date ON sale (business_date_days);
CREATE INDEX posting_leg_of_date ON posting_leg (business_date_days);

CREATE TABLE day_close (
    business_date_days INTEGER PRIMARY KEY,
    command INTEGER NOT NULL,
    user INTEGER NOT NULL
) STRICT;

-- What was posted to each account since the day closed before; no row where that is nothing.
CREATE TABLE day_total (
    business_date_days INTEGER NOT NULL REFERENCES day_close (business_date_days),
    command INTEGER NOT NULL,
    account INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    UNIQUE (business_date_days, account)
) STRICT;

-- Where each desk stands: follows from the rows above, and verify holds it against them.
CREATE TABLE desk (
    desk TEXT PRIMARY KEY,
    most_unsigned_cash_minor_units INTEGER,
    shift INTEGER,
    shift_opened_by INTEGER NOT NULL,
    change_fund_minor_units INTEGER NOT NULL,
    cash_taken_minor_units INTEGER NOT NULL,
    cash_unsigned_minor_units INTEGER NOT NULL
) STRICT;
