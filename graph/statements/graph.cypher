// statement: answer
// purpose: See whether the server answers.
// mode: read
// parameters:
RETURN 1 AS one
