// statement: leave_change
// purpose: Record what one transaction touched, for the snapshots of other processes; no row while a restore replaces all.
// mode: write
// parameters: id, at, nodes, links
// touches: nothing
OPTIONAL MATCH (m:Migration {id: 'restore'})
WITH m
WHERE m IS NULL
CREATE (c:Change {id: $id, at: $at, nodes: $nodes, links: $links})
RETURN c.id AS id

// statement: leave_first_change
// purpose: Begin the feed with a change that lists nothing, whatever else goes on.
// mode: write
// parameters: id, at
// touches: nothing
CREATE (c:Change {id: $id, at: $at, nodes: [], links: []})

// statement: changes_from
// purpose: The changes from an id on, oldest first, except those a reader has seen.
// mode: read
// parameters: from, seen
MATCH (c:Change)
WHERE c.id >= $from AND NOT c.id IN $seen
RETURN c.id AS id, c.at AS at, c.nodes AS nodes, c.links AS links
ORDER BY id

// statement: latest_change
// purpose: The id of the last change from an id on.
// mode: read
// parameters: from
MATCH (c:Change)
WHERE c.id >= $from
RETURN max(c.id) AS id

// statement: newest_change
// purpose: The moment by the clock of the graph, which all writers share, and the newest change from an id on.
// mode: read
// parameters: from
OPTIONAL MATCH (c:Change)
WHERE c.id >= $from
RETURN max(c.id) AS newest, timestamp() AS milliseconds

// statement: changes_since
// purpose: How many changes there are from an id on.
// mode: read
// parameters: from
MATCH (c:Change)
WHERE c.id >= $from
RETURN count(c) AS count

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
// purpose: Remove changes; a reader that stands at one of them finds it gone and reads everything again.
// mode: write
// parameters: ids
// touches: nothing
UNWIND $ids AS id
MATCH (c:Change {id: id})
DELETE c
