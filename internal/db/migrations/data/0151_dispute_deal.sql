-- +goose Up
-- Who judges a dispute on a deal may see its remote sessions.
CREATE INDEX dispute_deal ON dispute (deal) WHERE state <> 'closed';
