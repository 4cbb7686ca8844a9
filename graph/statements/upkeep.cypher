// statement: migrations
// purpose: Which schema steps were begun and finished.
// mode: read
// parameters:
MATCH (m:Migration)
RETURN m.id AS id, m.checksum AS checksum, m.at AS at
ORDER BY id

// statement: record_migration
// purpose: Record that a schema step was begun (no moment) or finished.
// mode: write
// parameters: id, checksum, at
// touches: nothing
MERGE (m:Migration {id: $id})
SET m.checksum = $checksum, m.at = $at

// statement: forget_migration
// purpose: Remove a mark of upkeep.
// mode: write
// parameters: id
// touches: nothing
MATCH (m:Migration {id: $id})
DELETE m

// statement: take_lease
// purpose: Let one process at a time do a piece of upkeep; no row while another's lease has not ended.
// mode: write
// parameters: id, holder, now, until, beyond
// touches: nothing
MERGE (l:Lease {id: $id})
SET l.turn = coalesce(l.turn, 0) + 1
WITH l
WHERE l.holder IS NULL OR l.holder = $holder OR l.until < $now OR l.until > $beyond
SET l.holder = $holder, l.until = $until
RETURN l.holder AS holder

// statement: lease_until
// purpose: Until when a lease is somebody's; no row where it is nobody's.
// mode: read
// parameters: id
MATCH (l:Lease {id: $id})
WHERE l.until IS NOT NULL
RETURN l.until AS until

// statement: end_lease
// purpose: Give back the lease that this process holds.
// mode: write
// parameters: id, holder
// touches: nothing
MATCH (l:Lease {id: $id})
WHERE l.holder = $holder
SET l.holder = null, l.until = null
