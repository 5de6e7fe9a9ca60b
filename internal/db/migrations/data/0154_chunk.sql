-- +goose Up
-- Recordings of remote sessions, sealed at the client's end. How far each has come:
CREATE TABLE remote_recording (
    session   TEXT PRIMARY KEY, -- hex
    next      BIGINT NOT NULL,  -- number of the chunk that is due
    last      BYTEA NOT NULL,   -- digest of the one before
    bytes     BIGINT NOT NULL,
    ended     BOOLEAN NOT NULL,
    abandoned BIGINT            -- when its end was given up
);

-- and its chunks, which are only ever added.
CREATE TABLE remote_chunk (
    session   TEXT NOT NULL,
    number    BIGINT NOT NULL,
    record    BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (session, number)
);
/*POSTGRES: ALTER TABLE remote_chunk ALTER COLUMN record SET STORAGE EXTERNAL; :POSTGRES*/ -- what is sealed does not compress
