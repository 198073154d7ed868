CREATE TABLE awaited_checks (
	repository INTEGER NOT NULL,
	head TEXT NOT NULL,
	pull INTEGER NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (repository, head, pull, name)
);
CREATE TABLE begun (
	"key" TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE comments (
	comment INTEGER NOT NULL,
	repository INTEGER NOT NULL,
	head TEXT NOT NULL,
	is_stopped BOOLEAN NOT NULL,
	PRIMARY KEY (comment, repository)
);
CREATE TABLE deliveries (
	guid TEXT NOT NULL,
	digest TEXT NOT NULL,
	event TEXT NOT NULL,
	received FLOAT NOT NULL,
	flag TEXT NOT NULL,
	body BLOB NOT NULL,
	PRIMARY KEY (guid, digest)
);
CREATE TABLE executors (
	name TEXT NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE inputs (
	digest TEXT NOT NULL,
	content BLOB NOT NULL,
	PRIMARY KEY (digest)
);
CREATE TABLE merge_groups (
	repository INTEGER NOT NULL,
	head TEXT NOT NULL,
	base TEXT NOT NULL,
	ref TEXT NOT NULL,
	PRIMARY KEY (repository, head)
);
CREATE TABLE newest_jobs (
	"key" TEXT NOT NULL,
	delivery TEXT NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE open_heads (
	repository INTEGER NOT NULL,
	head TEXT NOT NULL,
	pull INTEGER NOT NULL,
	PRIMARY KEY (repository, head, pull)
);
CREATE TABLE places (
	repository INTEGER NOT NULL,
	installation INTEGER NOT NULL,
	full_name TEXT NOT NULL,
	PRIMARY KEY (repository)
);
CREATE TABLE sightings (
	id INTEGER NOT NULL,
	repository INTEGER NOT NULL,
	pull INTEGER NOT NULL,
	head TEXT NOT NULL,
	sequence INTEGER NOT NULL,
	milliseconds INTEGER NOT NULL,
	of_group BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX sightings_of_a_pull ON sightings (repository, pull);
CREATE TABLE verdicts (
	sequence INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	record BLOB NOT NULL,
	digest TEXT NOT NULL,
	previous TEXT NOT NULL,
	PRIMARY KEY (sequence),
	UNIQUE ("key"),
	UNIQUE (previous)
);
