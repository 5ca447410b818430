-- How many cells and temperatures a device has sent at most, so that whoever reads its samples need not go through them once more to find out.
-- Null where that is not known: of devices that were there before.
ALTER TABLE device ADD COLUMN longest_cells smallint, ADD COLUMN longest_temperatures smallint;
