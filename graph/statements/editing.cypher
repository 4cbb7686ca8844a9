// statement: take_turn
// purpose: Make a writer who reads before it writes wait for, or run into, every other one: the first thing it does.
// mode: write
// parameters: id
// touches: nothing
MERGE (l:Lease {id: $id})
SET l.turn = coalesce(l.turn, 0) + 1
RETURN l.id AS id

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

// statement: take_resident
// purpose: Raise the revision of a resident before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Resident:$id
MATCH (n:Resident {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_expert
// purpose: Raise the revision of an expert before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Expert:$id
MATCH (n:Expert {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_organization
// purpose: Raise the revision of an organization before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Organization:$id
MATCH (n:Organization {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_unit
// purpose: Raise the revision of a unit before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Unit:$id
MATCH (n:Unit {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_alliance
// purpose: Raise the revision of an alliance before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Alliance:$id
MATCH (n:Alliance {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_service
// purpose: Raise the revision of a service before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Service:$id
MATCH (n:Service {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_space
// purpose: Raise the revision of a space before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Space:$id
MATCH (n:Space {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_fund
// purpose: Raise the revision of a fund before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Fund:$id
MATCH (n:Fund {id: $id})
SET n.revision = coalesce(n.revision, 0) + 1
RETURN n.revision AS revision

// statement: take_place
// purpose: Write a place before it is read for an edit: the write lock, or the conflict, of the edit.
// mode: write
// parameters: id
// touches: Place:$id
MATCH (n:Place {id: $id})
SET n.name = n.name
RETURN n.id AS id

// statement: places_told
// purpose: Every place with its names, its level and what it is part of.
// mode: read
// parameters:
MATCH (n:Place)
OPTIONAL MATCH (n)-[:PART_OF]->(p:Place)
RETURN n.id AS id, n.name AS name, n.aliases AS aliases, n.level AS level, p.id AS parent
