// statement: leave_change
// purpose: Record what one transaction touched, for the snapshots of other processes.
// mode: write
// parameters: id, at, nodes, links
// touches: nothing
CREATE (c:Change {id: $id, at: $at, nodes: $nodes, links: $links})

// statement: changes_from
// purpose: The changes from an id on, oldest first, except those a reader has seen.
// mode: read
// parameters: from, seen
MATCH (c:Change)
WHERE c.id >= $from AND NOT c.id IN $seen
RETURN c.id AS id, c.at AS at, c.nodes AS nodes, c.links AS links
ORDER BY id

// statement: changes_before
// purpose: The oldest changes below an id, a limited number at a time.
// mode: read
// parameters: before, limit
MATCH (c:Change)
WHERE c.id < $before
RETURN c.id AS id
ORDER BY id
LIMIT $limit

// statement: forget_changes
// purpose: Remove changes that every reader has had time to read.
// mode: write
// parameters: ids
// touches: nothing
UNWIND $ids AS id
MATCH (c:Change {id: id})
DELETE c

// statement: mark_pruned
// purpose: Turn the newest forgotten change into a mark that tells older readers to read everything again.
// mode: write
// parameters: id
// touches: nothing
MATCH (c:Change {id: $id})
SET c.nodes = ['*'], c.links = []
