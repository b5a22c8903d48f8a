-- Field cards: their rounds, and the events that they brought back.

-- One number rises over all rounds of a card and of each of its meters.
CREATE TABLE field_round (
    command INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL,
    round INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    carrier INTEGER NOT NULL REFERENCES user_account (user),
    key_version INTEGER NOT NULL,
    UNIQUE (serial, round)
) STRICT;

-- Places count from 0. The version of a parameter set is 0 but on a parameter card.
CREATE TABLE field_place (
    command INTEGER NOT NULL REFERENCES field_round (command),
    place INTEGER NOT NULL,
    meter INTEGER NOT NULL REFERENCES meter_registration (meter),
    key_version INTEGER NOT NULL,
    parameter_version INTEGER NOT NULL,
    UNIQUE (command, place)
) STRICT;
CREATE INDEX field_place_of_meter ON field_place (meter, command);

-- The values that the sets of a round share: docs/formats/card.md, without code and meter.
CREATE TABLE field_parameters (
    command INTEGER PRIMARY KEY REFERENCES field_round (command),
    parameters BLOB NOT NULL
) STRICT;

CREATE TABLE field_confirmation (
    command INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL,
    round INTEGER NOT NULL
) STRICT;

CREATE TABLE field_loss (
    command INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL,
    round INTEGER NOT NULL
) STRICT;

-- As a meter signed it, without what changes with each report that carries it.
CREATE TABLE meter_event (
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    reasons INTEGER NOT NULL,
    at_utc_seconds INTEGER NOT NULL,
    ordered_total_watt_hours INTEGER NOT NULL,
    consumed_total_watt_hours INTEGER NOT NULL,
    detail INTEGER NOT NULL,
    UNIQUE (meter, number)
) STRICT;

-- Above key_version while the meter may have gone over and no report has shown it.
ALTER TABLE meter ADD COLUMN order_key_version INTEGER NOT NULL DEFAULT 0;
