-- +goose Up
-- A part's own class; empty: the ticket's, below which none ever is. A file's readers are who else may open it, whatever
-- its class; empty: as the class says. proposed is the class that the scope of confidentiality asks for.
ALTER TABLE message ADD COLUMN class TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_file ADD COLUMN class TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_file ADD COLUMN readers TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN proposed TEXT NOT NULL DEFAULT '';
-- What somebody of the case asks to have lowered, for another to agree. seq is 0 and file empty where it is another kind.
CREATE TABLE class_motion (
    id       TEXT PRIMARY KEY,
    ticket   TEXT NOT NULL,
    seq      BIGINT NOT NULL,
    file     TEXT NOT NULL,
    hidden   BOOLEAN NOT NULL, -- of a note
    was      TEXT NOT NULL,
    becomes  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    proposer TEXT NOT NULL,
    stood    TEXT NOT NULL, -- where the proposer stood: client, lead, staff
    at       BIGINT NOT NULL,
    state    TEXT NOT NULL, -- open, agreed, refused, overtaken
    decider  TEXT NOT NULL,
    decided  BIGINT
);
CREATE UNIQUE INDEX class_motion_open ON class_motion (ticket, seq, file) WHERE state = 'open';
