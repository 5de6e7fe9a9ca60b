-- +goose Up
CREATE TABLE organisation_key (
    organisation TEXT NOT NULL,
    version      BIGINT NOT NULL,
    root         TEXT NOT NULL,
    wrapped      BYTEA NOT NULL,
    created      BIGINT NOT NULL,
    PRIMARY KEY (organisation, version)
);
CREATE TABLE case_key (
    ticket               TEXT NOT NULL,
    version              BIGINT NOT NULL,
    organisation         TEXT NOT NULL,
    organisation_version BIGINT NOT NULL,
    wrapped              BYTEA NOT NULL,
    created              BIGINT NOT NULL,
    PRIMARY KEY (ticket, version)
) /*CLUSTERED*/;
CREATE INDEX case_key_organisation ON case_key (organisation, organisation_version, ticket, version);
