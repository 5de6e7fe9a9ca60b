-- +goose Up
-- hidden rows are notes and what else only readers of notes may know; they have no place (face) in the others' count.
CREATE TABLE message (
    ticket        TEXT NOT NULL,
    seq           BIGINT NOT NULL,
    face          BIGINT,
    kind          TEXT NOT NULL,
    author        TEXT NOT NULL,
    side          TEXT NOT NULL,
    text          BYTEA,
    code          TEXT NOT NULL,
    params        TEXT NOT NULL,
    files         BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    origin        TEXT NOT NULL,
    origin_number BIGINT NOT NULL,
    PRIMARY KEY (ticket, seq)
) /*CLUSTERED*/;
-- about is the sealed name and type, key the file's own key, wrapped; blob names the sealed bytes.
CREATE TABLE ticket_file (
    ticket TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    id     TEXT NOT NULL,
    author TEXT NOT NULL,
    side   TEXT NOT NULL,
    about  BYTEA NOT NULL,
    key    BYTEA NOT NULL,
    blob   TEXT NOT NULL,
    size   BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (ticket, seq, id)
) /*CLUSTERED*/;
CREATE INDEX ticket_file_id ON ticket_file (id, ticket);
CREATE INDEX ticket_file_blob ON ticket_file (blob);
