-- +goose Up
-- What two people at the bank desk decide about the guarantee fund: money into it, or a payment out of it.
CREATE TABLE deal_motion (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL, -- reserve, payment
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    milestone    TEXT NOT NULL, -- empty for a reserve
    reason       TEXT NOT NULL,
    proposer     TEXT NOT NULL,
    proposed     BIGINT NOT NULL,
    state        TEXT NOT NULL, -- open, approved, refused
    decider      TEXT NOT NULL,
    decided      BIGINT
);
CREATE UNIQUE INDEX deal_motion_open ON deal_motion (milestone) WHERE state = 'open' AND kind = 'payment';
CREATE INDEX deal_motion_newest ON deal_motion (proposed, id);
CREATE INDEX deal_motion_waits ON deal_motion (proposed, id) WHERE state = 'open';
-- How long the guarantee stands after release; the terms themselves are sealed.
ALTER TABLE deal_milestone ADD COLUMN warranty_days BIGINT NOT NULL DEFAULT 0;
CREATE INDEX deal_milestone_guarantee ON deal_milestone (deal) WHERE guarantee;
