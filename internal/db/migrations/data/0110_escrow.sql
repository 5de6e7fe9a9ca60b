-- +goose Up
-- The double-entry ledger. Transfers and postings are only ever added; amounts are minor units, credits above zero.
CREATE TABLE escrow_milestone (
    id         TEXT PRIMARY KEY,
    deal       TEXT NOT NULL,
    client     TEXT NOT NULL,
    specialist TEXT NOT NULL,
    currency   TEXT NOT NULL,
    opened     BIGINT NOT NULL
) /*CLUSTERED*/;

-- What keeps a milestone's money where it is: open while lifted is NULL.
CREATE TABLE escrow_freeze (
    milestone TEXT NOT NULL,
    matter    TEXT NOT NULL,
    since     BIGINT NOT NULL,
    lifted    BIGINT,
    PRIMARY KEY (milestone, matter)
) /*CLUSTERED*/;

-- What the postings sum to, kept. The check is the second fence: the ledger refuses first, and says why.
CREATE TABLE escrow_account (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL,
    currency        TEXT NOT NULL,
    debits          BIGINT NOT NULL,
    credits         BIGINT NOT NULL,
    debits_pending  BIGINT NOT NULL,
    credits_pending BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    CHECK (kind = 'bank' OR kind = 'receivable' AND debits - credits - credits_pending >= 0
        OR kind NOT IN ('bank', 'receivable') AND credits - debits - debits_pending >= 0)
) /*CLUSTERED*/;
CREATE INDEX escrow_account_currency ON escrow_account (currency, kind, id);

CREATE TABLE escrow_transfer (
    n           BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    operation   TEXT NOT NULL,
    phase       TEXT NOT NULL,
    request     TEXT NOT NULL UNIQUE, -- the caller's key
    milestone   TEXT NOT NULL,
    reference   TEXT NOT NULL,
    subject     BIGINT, -- the transfer that this one completes, voids or reverses: each at most once
    actor       TEXT NOT NULL,
    action      TEXT NOT NULL,
    hash        BYTEA NOT NULL
) /*CLUSTERED*/;
CREATE INDEX escrow_transfer_milestone ON escrow_transfer (milestone, n);
CREATE UNIQUE INDEX escrow_transfer_subject ON escrow_transfer (subject) WHERE subject IS NOT NULL;

CREATE TABLE escrow_posting (
    account      TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    transfer     BIGINT NOT NULL,
    leg          BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (account, seq)
) /*CLUSTERED*/;
CREATE UNIQUE INDEX escrow_posting_transfer ON escrow_posting (transfer, leg);

-- Nobody changes or removes what is written, not even by mistake.
/*SQLITE:
-- +goose StatementBegin
CREATE TRIGGER escrow_transfer_kept BEFORE UPDATE ON escrow_transfer BEGIN SELECT RAISE(ABORT, 'escrow is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER escrow_transfer_stays BEFORE DELETE ON escrow_transfer BEGIN SELECT RAISE(ABORT, 'escrow is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER escrow_posting_kept BEFORE UPDATE ON escrow_posting BEGIN SELECT RAISE(ABORT, 'escrow is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER escrow_posting_stays BEFORE DELETE ON escrow_posting BEGIN SELECT RAISE(ABORT, 'escrow is append-only'); END;
-- +goose StatementEnd
:SQLITE*/
/*POSTGRES:
-- +goose StatementBegin
CREATE FUNCTION escrow_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'escrow is append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER escrow_transfer_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON escrow_transfer FOR EACH STATEMENT EXECUTE FUNCTION escrow_append_only();
CREATE TRIGGER escrow_posting_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON escrow_posting FOR EACH STATEMENT EXECUTE FUNCTION escrow_append_only();
:POSTGRES*/
