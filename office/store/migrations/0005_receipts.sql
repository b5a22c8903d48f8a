-- Each time a receipt was handed out: the first is the original, the others are copies.
CREATE TABLE receipt_print (
    command INTEGER NOT NULL,
    meter INTEGER NOT NULL,
    receipt INTEGER NOT NULL REFERENCES sale (receipt),
    user INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_print_of_receipt ON receipt_print (receipt);
