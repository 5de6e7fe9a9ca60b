-- +goose Up
-- Networks from which somebody has proved who they are, by a keyed hash of prefix and country; and what they say of the one they are on.
CREATE TABLE account_network (
    account TEXT NOT NULL,
    network BYTEA NOT NULL,
    seen    BIGINT NOT NULL,
    PRIMARY KEY (account, network)
) /*CLUSTERED*/;
ALTER TABLE session ADD COLUMN public_network BOOLEAN NOT NULL DEFAULT FALSE;
