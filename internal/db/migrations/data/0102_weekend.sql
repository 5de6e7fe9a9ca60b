-- +goose Up
-- The days that are no business days, as the contract names them: a later setting of the installation does not change it.
ALTER TABLE deal ADD COLUMN weekend TEXT NOT NULL DEFAULT 'sat,sun';

-- +goose Down
ALTER TABLE deal DROP COLUMN weekend;
