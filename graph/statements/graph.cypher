// statement: answer
// purpose: See whether the server answers.
// mode: read
// parameters:
RETURN 1 AS one

// statement: newest_import
// purpose: When the newest import or merge was made, so that the next one is made after it.
// mode: read
// parameters:
MATCH (i:Import)
RETURN max(i.at) AS at
