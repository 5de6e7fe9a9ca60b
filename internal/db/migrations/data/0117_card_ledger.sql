-- +goose Up
-- The ledger's account of what the card provider holds may go below zero like the bank's: when they take money back, they have.
/*SQLITE:
CREATE TABLE escrow_account_new (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL,
    currency        TEXT NOT NULL,
    debits          BIGINT NOT NULL,
    credits         BIGINT NOT NULL,
    debits_pending  BIGINT NOT NULL,
    credits_pending BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    CHECK (kind IN ('bank', 'card') OR kind = 'receivable' AND debits - credits - credits_pending >= 0
        OR kind NOT IN ('bank', 'card', 'receivable') AND credits - debits - debits_pending >= 0)
) WITHOUT ROWID;
INSERT INTO escrow_account_new (id, kind, currency, debits, credits, debits_pending, credits_pending, seq)
    SELECT id, kind, currency, debits, credits, debits_pending, credits_pending, seq FROM escrow_account;
DROP TABLE escrow_account;
ALTER TABLE escrow_account_new RENAME TO escrow_account;
CREATE INDEX escrow_account_currency ON escrow_account (currency, kind, id);
:SQLITE*/
/*POSTGRES:
ALTER TABLE escrow_account DROP CONSTRAINT escrow_account_check;
ALTER TABLE escrow_account ADD CONSTRAINT escrow_account_check CHECK (kind IN ('bank', 'card') OR kind = 'receivable' AND debits - credits - credits_pending >= 0
    OR kind NOT IN ('bank', 'card', 'receivable') AND credits - debits - debits_pending >= 0);
:POSTGRES*/
