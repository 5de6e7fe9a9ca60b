-- +goose Up
-- Cases whose keys were destroyed: they never get one again.
CREATE TABLE case_shredded (
    ticket TEXT PRIMARY KEY,
    at     BIGINT NOT NULL
) /*CLUSTERED*/;
