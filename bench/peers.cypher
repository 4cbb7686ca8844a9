// statement: shared_skills
// purpose: For every line of a project the ten residents, groups, experts and services that share most of its skills.
// mode: read
// parameters: project
MATCH (p:Project {id: $project})-[:REQUIRES]->(q:Requirement)-[:ABOUT]->(s:Skill)
MATCH (c:Resident|Organization|Expert|Service)-[:HAS_SKILL|ABOUT]->(s)
WITH q, c, count(s) AS shared
ORDER BY shared DESC, c.id
WITH q, collect({id: c.id, shared: shared}) AS found
RETURN q.id AS line, found[0..10] AS candidates

// statement: people_features
// purpose: The ten best residents for a line by what Cypher can say of ability, past work, place, ties and answers.
// mode: read
// parameters: project, line
MATCH (p:Project {id: $project})-[:LOCATED_IN]->(site:Place)
MATCH (q:Requirement {id: $line})-[:ABOUT]->(s:Skill)
OPTIONAL MATCH (s)-[:BROADER|RELATED]-(beside:Skill)
WITH p, site, s, collect(DISTINCT beside) + [s] AS concepts
MATCH (site)-[:PART_OF*0..6]->(up:Place)
WITH p, s, concepts, collect(up.id) AS above
OPTIONAL MATCH (member:Resident)-[:TAKES_PART]->(p)
WITH s, concepts, above, collect(member.id) AS team
UNWIND concepts AS k
MATCH (c:Resident)-[:HAS_SKILL]->(k:Skill)
WHERE c.consent = true
WITH s, team, above, c, max(CASE WHEN k.id = s.id THEN 1.0 ELSE 0.5 END) AS ability
OPTIONAL MATCH (c)-[:TAKES_PART]->(past:Project)-[:ABOUT]->(s)
WITH c, ability, team, above, count(DISTINCT past) AS similar
OPTIONAL MATCH (c)-[:TAKES_PART]->(:Project)<-[:TAKES_PART]-(mate:Resident)
WHERE mate.id IN team
WITH c, ability, similar, above, count(DISTINCT mate) AS together
OPTIONAL MATCH way = (c)-[:LIVES_AT]->(:Place)-[:PART_OF*0..6]->(shared:Place)
WHERE shared.id IN above
WITH c, ability, similar, together, min(length(way)) AS steps
OPTIONAL MATCH (i:Invitation)-[:ASKED]->(c)
WITH c, ability, similar, together, steps, count(i) AS asked,
     sum(CASE WHEN i.answer = 'declined' THEN 1 ELSE 0 END) AS declined
OPTIONAL MATCH (c)-[t:TAKES_PART]->(now:Project)
WHERE now.stage IN ['matching', 'in_progress']
WITH c, ability, similar, together, steps, asked, declined, sum(t.hours) AS promised
RETURN c.id AS id, c.name AS name, c.last_active AS last_active, c.confirmed_on AS confirmed_on, c.windows AS windows,
       26 * ability + 9 * similar + 8 * together + 8.0 / (1 + coalesce(steps, 12)) - 6 * asked - 10 * declined
       - coalesce(promised, 0) AS score
ORDER BY score DESC, id
LIMIT 10

// statement: service_features
// purpose: The ten best services for a line by what Cypher can say of subject, place and past use.
// mode: read
// parameters: project, line
MATCH (p:Project {id: $project})-[:LOCATED_IN]->(site:Place)
MATCH (q:Requirement {id: $line})-[:ABOUT]->(s:Skill)
OPTIONAL MATCH (s)-[:BROADER|RELATED]-(beside:Skill)
WITH site, s, collect(DISTINCT beside) + [s] AS concepts
MATCH (site)-[:PART_OF*0..6]->(up:Place)
WITH s, concepts, collect(up.id) AS above
UNWIND concepts AS k
MATCH (c:Service)-[:ABOUT]->(k:Skill)
WITH c, above, max(CASE WHEN k.id = s.id THEN 1.0 ELSE 0.5 END) AS ability
OPTIONAL MATCH way = (c)-[:COVERS]->(:Place)-[:PART_OF*0..6]->(shared:Place)
WHERE shared.id IN above
WITH c, ability, min(length(way)) AS steps
OPTIONAL MATCH (u:Unit)-[:OFFERS]->(c)
WITH c, ability, steps, collect(u.name) AS givers
RETURN c.id AS id, c.name AS name, c.valid_until AS valid_until, c.confirmed_on AS confirmed_on, c.charge AS charge,
       givers, 26 * ability + 8.0 / (1 + coalesce(steps, 12)) AS score
ORDER BY score DESC, id
LIMIT 10

// statement: space_features
// purpose: The ten nearest spaces for a project.
// mode: read
// parameters: project
MATCH (p:Project {id: $project})-[:LOCATED_IN]->(site:Place)
MATCH (site)-[:PART_OF*0..6]->(up:Place)
WITH collect(up.id) AS above
MATCH way = (c:Space)-[:LOCATED_IN]->(:Place)-[:PART_OF*0..6]->(shared:Place)
WHERE shared.id IN above
WITH c, min(length(way)) AS steps
OPTIONAL MATCH (u:Unit)-[:OFFERS]->(c)
WITH c, steps, collect(u.name) AS givers
RETURN c.id AS id, c.name AS name, c.capacity AS capacity, c.windows AS windows, givers,
       8.0 / (1 + coalesce(steps, 12)) AS score
ORDER BY score DESC, id
LIMIT 10

// statement: fund_features
// purpose: The ten nearest funds for a project.
// mode: read
// parameters: project
MATCH (p:Project {id: $project})-[:LOCATED_IN]->(site:Place)
MATCH (site)-[:PART_OF*0..6]->(up:Place)
WITH collect(up.id) AS above
MATCH way = (c:Fund)-[:COVERS]->(:Place)-[:PART_OF*0..6]->(shared:Place)
WHERE shared.id IN above
WITH c, min(length(way)) AS steps
RETURN c.id AS id, c.name AS name, c.balance AS balance, c.cap AS cap, 8.0 / (1 + coalesce(steps, 12)) AS score
ORDER BY score DESC, id
LIMIT 10
