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

// statement: newest_import
// purpose: When the newest import or merge was made, so that the next one is made after it.
// mode: read
// parameters:
MATCH (i:Import)
RETURN max(i.at) AS at
