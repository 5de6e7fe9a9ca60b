package db

// BreakFlush closes the connection that brings commits to the disk.
func BreakFlush(d *DB) { _ = d.flusher.pool.Close() }
