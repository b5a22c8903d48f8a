-- Master keys: ceremonies, wrong passwords at them, uses, and meters that went over to a version.

-- Shares are null where none were made. Master 1 of an office of version 1 to 3 has no row.
CREATE TABLE key_ceremony (
    command INTEGER PRIMARY KEY,
    ceremony INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    version INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    shares_needed INTEGER,
    shares_count INTEGER,
    first INTEGER NOT NULL REFERENCES user_account (user),
    second INTEGER NOT NULL REFERENCES user_account (user)
) STRICT;

CREATE TABLE failed_proof (
    command INTEGER PRIMARY KEY,
    user INTEGER NOT NULL
) STRICT;
CREATE INDEX failed_proof_of_user ON failed_proof (user, command);

-- What keys under a master did since the commit before.
CREATE TABLE key_use (
    command INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    version INTEGER NOT NULL,
    use INTEGER NOT NULL,
    times INTEGER NOT NULL CHECK (times > 0),
    UNIQUE (command, kind, version, use)
) STRICT;

-- Beside `meter_registration`: a report showed the meter under a higher version.
CREATE TABLE meter_roll_over (
    meter INTEGER NOT NULL REFERENCES meter_registration (meter),
    command INTEGER NOT NULL,
    key_version INTEGER NOT NULL,
    UNIQUE (meter, key_version)
) STRICT;

-- Beside `card`: it works with this version alone. Issued it was under its meter's version.
CREATE TABLE card_roll_over (
    meter INTEGER NOT NULL,
    command INTEGER NOT NULL,
    serial INTEGER NOT NULL REFERENCES card (serial),
    key_version INTEGER NOT NULL
) STRICT;
CREATE INDEX card_roll_over_of_meter ON card_roll_over (meter, serial);

-- The version of each meter's newest card.
CREATE VIEW card_key_version AS
SELECT c.meter, coalesce(
    (SELECT max(key_version) FROM card_roll_over o WHERE o.meter = c.meter AND o.serial = c.serial),
    (SELECT max(key_version) FROM meter_roll_over o
        WHERE o.meter = c.meter AND o.command < c.command),
    r.key_version) AS key_version
FROM card c JOIN meter m ON m.meter = c.meter AND m.card = c.serial
JOIN meter_registration r ON r.meter = c.meter;

CREATE INDEX meter_by_key_version ON meter (key_version);
