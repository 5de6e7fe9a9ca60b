-- +goose Up
-- Status reports. What a report says is read from the record when it is shown: here are its bounds and a few numbers. Words of clients
-- are sealed under the case key; ids, codes, numbers and instants stand in the clear.
CREATE TABLE assurance_client (
    account TEXT PRIMARY KEY,
    rhythm  TEXT NOT NULL,
    run     TEXT NOT NULL -- the last that made reports
) /*CLUSTERED*/;

CREATE TABLE assurance_report (
    id         TEXT PRIMARY KEY,
    ticket     TEXT NOT NULL,
    account    TEXT NOT NULL, -- whose report it is
    department TEXT NOT NULL, -- of the ticket, when it was made
    from_leaf  BIGINT NOT NULL, -- the record's leaves that it covers
    to_leaf    BIGINT NOT NULL,
    openings   BIGINT NOT NULL,
    people     BIGINT NOT NULL, -- that opened something
    newcomers  BIGINT NOT NULL, -- of whom none had before
    uncovered  BIGINT NOT NULL,
    made       BIGINT NOT NULL,
    score      BIGINT, -- how safe they feel, 1 to 5
    words      BYTEA,
    answered   BIGINT
);
-- A report goes on where the one before ended, and none does so twice.
CREATE UNIQUE INDEX assurance_report_ticket ON assurance_report (ticket, from_leaf);
CREATE INDEX assurance_report_account ON assurance_report (account, to_leaf, id);
CREATE INDEX assurance_report_answered ON assurance_report (department, answered) WHERE answered IS NOT NULL;

-- Who opened something of a case in an earlier report.
CREATE TABLE assurance_seen (
    ticket  TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (ticket, account)
) /*CLUSTERED*/;
