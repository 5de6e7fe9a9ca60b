-- +goose Up
-- Somebody who lost too many disputes asks the leads for their consent to another; gone when a lead answers, or it begins.
CREATE TABLE dispute_request (
    milestone TEXT NOT NULL,
    account   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (milestone, account)
) /*CLUSTERED*/;
CREATE INDEX dispute_request_at ON dispute_request (at, milestone, account);
