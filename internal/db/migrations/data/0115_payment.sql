-- +goose Up
-- What is expected at the bank, what statements said, and what leaves. Names, numbers and words of people are sealed.
CREATE TABLE payment_expectation (
    reference    TEXT PRIMARY KEY,
    milestone    TEXT NOT NULL UNIQUE,
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state        TEXT NOT NULL, -- open, met, withdrawn
    made         BIGINT NOT NULL
) /*CLUSTERED*/;

CREATE TABLE payment_statement (
    no            /*SERIAL*/,
    id            TEXT NOT NULL UNIQUE, -- of its account and number
    digest        BYTEA NOT NULL,   -- of all it says
    currency      TEXT NOT NULL,
    account       BYTEA NOT NULL,   -- keyed digest of the number
    opening_minor BIGINT NOT NULL,
    closing_minor BIGINT NOT NULL,
    last_day      BIGINT NOT NULL,
    imported      BIGINT NOT NULL,
    actor         TEXT NOT NULL,
    sealed        BYTEA NOT NULL
);
CREATE INDEX payment_statement_account ON payment_statement (currency, account, last_day, no);

CREATE TABLE payment_line (
    no           /*SERIAL*/,
    id           TEXT NOT NULL UNIQUE, -- of what it says: the same line twice is one
    statement    TEXT NOT NULL,
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    booked       BIGINT NOT NULL,
    state        TEXT NOT NULL, -- held, suspense, resolved, left, paid, returned, unexplained
    milestone    TEXT NOT NULL,
    payout       TEXT NOT NULL,
    transfer     BIGINT NOT NULL, -- that moved the mirror of the bank; 0 for none
    sealed       BYTEA NOT NULL
);
CREATE INDEX payment_line_state ON payment_line (state, no);
CREATE INDEX payment_line_currency ON payment_line (currency, no);
CREATE INDEX payment_line_statement ON payment_line (statement, booked);

CREATE TABLE payment_proposal (
    id        TEXT PRIMARY KEY,
    line      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    milestone TEXT NOT NULL,
    proposer  TEXT NOT NULL,
    proposed  BIGINT NOT NULL,
    decider   TEXT NOT NULL,
    decided   BIGINT,
    state     TEXT NOT NULL -- open, approved, refused
);
CREATE UNIQUE INDEX payment_proposal_open ON payment_proposal (line) WHERE state = 'open';
CREATE INDEX payment_proposal_line ON payment_proposal (line, proposed);

CREATE TABLE payment_destination (
    account TEXT PRIMARY KEY,
    changed BIGINT NOT NULL,
    sealed  BYTEA NOT NULL
);

CREATE TABLE payment_payout (
    no           /*SERIAL*/,
    id           TEXT NOT NULL UNIQUE,
    account      TEXT NOT NULL, -- whose; empty for money sent back to where it came from
    line         TEXT NOT NULL, -- the line that came in, of money sent back
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state        TEXT NOT NULL, -- payable, sent, paid, returned
    batch        TEXT NOT NULL,
    made         BIGINT NOT NULL
);
CREATE INDEX payment_payout_state ON payment_payout (state, currency, no);
CREATE INDEX payment_payout_batch ON payment_payout (batch, no);

CREATE TABLE payment_batch (
    id          TEXT PRIMARY KEY,
    currency    TEXT NOT NULL,
    count       BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    made        BIGINT NOT NULL,
    actor       TEXT NOT NULL,
    sealed      BYTEA NOT NULL -- the file
);
CREATE INDEX payment_batch_made ON payment_batch (made, id);
