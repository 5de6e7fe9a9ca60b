-- +goose Up
-- What goes by card. The provider's ids are no secrets; addresses that let somebody pay or enrol are sealed.
CREATE TABLE card_payment (
    no           /*SERIAL*/,
    id           TEXT NOT NULL UNIQUE,
    deal         TEXT NOT NULL,
    milestone    TEXT NOT NULL,
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state        TEXT NOT NULL, -- wanted, open, paid, back, expired, failed, odd
    session      TEXT NOT NULL, -- the provider's names of what it made
    intent       TEXT NOT NULL,
    charge       TEXT NOT NULL,
    reason       TEXT NOT NULL, -- code of a failure
    link         BYTEA,         -- sealed
    made         BIGINT NOT NULL,
    until        BIGINT NOT NULL,
    changed      BIGINT NOT NULL
);
CREATE INDEX card_payment_milestone ON card_payment (milestone, no);

CREATE TABLE card_event (
    id      TEXT PRIMARY KEY, -- the provider's: the same event twice is one
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    state   TEXT NOT NULL, -- new, done, foreign, odd
    seen    BIGINT NOT NULL,
    done    BIGINT
) /*CLUSTERED*/;

CREATE TABLE card_move (
    id           TEXT PRIMARY KEY, -- the payout's
    payment      TEXT NOT NULL,
    kind         TEXT NOT NULL, -- transfer, refund
    destination  TEXT NOT NULL, -- the specialist's account at the provider
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state        TEXT NOT NULL, -- wanted, sent, paid, returned
    subject      TEXT NOT NULL, -- the provider's
    reason       TEXT NOT NULL,
    made         BIGINT NOT NULL,
    asked        BIGINT NOT NULL, -- first; 0 before
    changed      BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE INDEX card_move_payment ON card_move (payment, made, id);

CREATE TABLE card_chargeback (
    id           TEXT PRIMARY KEY, -- the provider's
    payment      TEXT NOT NULL,
    milestone    TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state        TEXT NOT NULL, -- open, won, lost
    made         BIGINT NOT NULL,
    changed      BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE INDEX card_chargeback_payment ON card_chargeback (payment, made, id);

CREATE TABLE card_account (
    account TEXT PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE, -- the provider's; our own id before there is one
    country TEXT NOT NULL,
    state   TEXT NOT NULL, -- wanted, open, ready, failed
    link    BYTEA,         -- sealed
    until   BIGINT NOT NULL,
    asked   BIGINT NOT NULL,
    changed BIGINT NOT NULL -- when it became another one, or ready
) /*CLUSTERED*/;
