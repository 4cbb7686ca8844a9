// statement: take_need
// purpose: Raise the revision of a need before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Need:$id
MATCH (n:Need {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_project
// purpose: Raise the revision of a project before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Project:$id
MATCH (n:Project {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_requirement
// purpose: Raise the revision of a requirement before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Requirement:$id
MATCH (n:Requirement {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision
