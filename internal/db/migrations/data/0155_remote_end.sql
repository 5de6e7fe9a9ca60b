-- +goose Up
-- Which server has the client's end of a remote session. A server that does not say again in time that it runs has lost its ends.
CREATE TABLE remote_node (
    node    TEXT PRIMARY KEY, -- made anew at each start
    address TEXT NOT NULL,    -- where other servers reach it; empty: they do not
    until   BIGINT NOT NULL
);

CREATE TABLE remote_end (
    session TEXT PRIMARY KEY,
    node    TEXT NOT NULL,
    lost    BIGINT -- since when the client's end is not there
);
CREATE INDEX remote_end_node ON remote_end (node);
