// statement: answer
// purpose: See whether the server answers.
// mode: read
// parameters:
RETURN 1 AS one

// statement: edits_of
// purpose: The edits by hand of these records.
// mode: read
// parameters: records
MATCH (e:Edit)
WHERE e.record IN $records
RETURN e.id AS id

// statement: edits_before
// purpose: Edits by hand that were made before a moment, a limited number of them.
// mode: read
// parameters: before, limit
MATCH (e:Edit)
WHERE e.at < $before
RETURN e.id AS id
ORDER BY id
LIMIT $limit

// statement: newest_import
// purpose: When the newest import or merge was made, so that the next one is made after it.
// mode: read
// parameters:
MATCH (i:Import)
RETURN max(i.at) AS at
