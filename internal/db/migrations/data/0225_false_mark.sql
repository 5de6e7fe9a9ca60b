-- +goose Up
-- What somebody said is no secret in the words of a deal or a dispute, which keep no marks beside them: what is sensitive in those is found anew
-- whenever they are opened. place names the words by ids; marks are sealed.
CREATE TABLE false_mark (
    ticket TEXT NOT NULL,
    place  TEXT NOT NULL,
    marks  BYTEA NOT NULL,
    PRIMARY KEY (ticket, place)
) /*CLUSTERED*/;
