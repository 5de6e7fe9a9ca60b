-- +goose Up
-- Reviews that somebody may still write.
CREATE INDEX review_pair_open_client ON review_pair (client, until, milestone) WHERE published IS NULL;
CREATE INDEX review_pair_open_specialist ON review_pair (specialist, until, milestone) WHERE published IS NULL;
