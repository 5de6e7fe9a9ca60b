-- +goose Up
-- What a player needs of a recording that is over: made at its first opening, sealed under the case key.
CREATE TABLE recording_index (
    session TEXT PRIMARY KEY, -- hex
    ticket  TEXT NOT NULL,
    chunks  BIGINT NOT NULL, -- that the recording had; another number means that it must be made again
    sealed  BYTEA NOT NULL
);
