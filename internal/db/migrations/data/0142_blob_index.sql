-- +goose Up
-- Blobs are asked for by name when those that belong to nothing are removed.
CREATE INDEX deal_paper_blob ON deal_paper (blob);
CREATE INDEX deal_brought_blob ON deal_brought (blob);
CREATE INDEX deal_work_blob ON deal_work (blob);
CREATE INDEX dispute_exhibit_blob ON dispute_exhibit (blob);
