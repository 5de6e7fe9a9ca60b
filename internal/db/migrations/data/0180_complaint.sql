-- +goose Up
-- Complaints of broken confidence. Words are sealed under the case key; ids, codes and instants stand in the clear.
ALTER TABLE ticket ADD COLUMN complaints BIGINT NOT NULL DEFAULT 0; -- that lie on it
CREATE TABLE complaint (
    id           TEXT PRIMARY KEY,
    ticket       TEXT NOT NULL,
    filer        TEXT NOT NULL,
    accused      TEXT NOT NULL, -- empty: not known yet
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL,
    personal     BOOLEAN NOT NULL, -- personal data is concerned
    laws         TEXT NOT NULL, -- codes, separated by blanks
    investigator TEXT NOT NULL,
    words        BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    filed        BIGINT NOT NULL,
    changed      BIGINT NOT NULL,
    closed       BIGINT
);
CREATE INDEX complaint_ticket ON complaint (ticket, filed, id);
CREATE INDEX complaint_filer ON complaint (filer, changed, id);
CREATE INDEX complaint_accused ON complaint (accused, changed, id) WHERE accused <> '';
CREATE INDEX complaint_open ON complaint (changed, id) WHERE closed IS NULL;
CREATE INDEX complaint_investigator ON complaint (investigator, changed, id) WHERE investigator <> '';

CREATE TABLE complaint_word (
    complaint TEXT NOT NULL,
    n         BIGINT NOT NULL,
    kind      TEXT NOT NULL, -- allegation, answer, report
    author    TEXT NOT NULL,
    text      BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (complaint, n)
) /*CLUSTERED*/;

-- Who never looks into one.
CREATE TABLE complaint_barred (
    complaint TEXT NOT NULL,
    account   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (complaint, account)
) /*CLUSTERED*/;

-- What is still to be done: notices that a law asks for, and remedies after a confirmed complaint.
CREATE TABLE complaint_duty (
    complaint TEXT NOT NULL,
    code      TEXT NOT NULL,
    due       BIGINT,
    done      BIGINT,
    done_by   TEXT NOT NULL,
    PRIMARY KEY (complaint, code)
) /*CLUSTERED*/;
