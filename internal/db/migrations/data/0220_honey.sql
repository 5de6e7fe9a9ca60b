-- +goose Up
-- Decoys. Which ticket is one stands nowhere in the clear: it is found by a keyed digest, and named under the installation's seal.
CREATE TABLE honey (
    id      TEXT PRIMARY KEY,
    mark    BYTEA NOT NULL UNIQUE, -- of the ticket
    about   BYTEA NOT NULL,
    made    BIGINT NOT NULL,
    retired BIGINT -- it is watched no more
);

-- Addresses to which no letter leaves.
CREATE TABLE silent_address (
    mark BYTEA PRIMARY KEY
) /*CLUSTERED*/;

-- That somebody opened one.
CREATE TABLE honey_alert (
    id        TEXT PRIMARY KEY,
    honey     TEXT NOT NULL,
    account   TEXT NOT NULL, -- who
    state     TEXT NOT NULL, -- open, explained, complaint
    openings  BIGINT NOT NULL,
    first     BIGINT NOT NULL,
    last      BIGINT NOT NULL,
    words     BYTEA, -- the explanation
    judge     TEXT NOT NULL,
    judged    BIGINT,
    complaint TEXT NOT NULL
);
CREATE INDEX honey_alert_last ON honey_alert (last, id);
CREATE INDEX honey_alert_open ON honey_alert (honey, account, last);

CREATE TABLE honey_opening (
    alert  TEXT NOT NULL,
    k      BIGINT NOT NULL,
    entry  BIGINT NOT NULL, -- its number in the record; 0: it leaves none
    at     BIGINT NOT NULL,
    action TEXT NOT NULL,
    origin BYTEA NOT NULL, -- from where, sealed
    PRIMARY KEY (alert, k)
) /*CLUSTERED*/;
