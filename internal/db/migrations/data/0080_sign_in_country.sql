-- +goose Up
-- Finds earlier sign-ins of an account from the same country by a keyed hash; null when the country is not known.
ALTER TABLE sign_in ADD COLUMN country_index BYTEA;
