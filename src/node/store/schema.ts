/** Raised with every change below; a database of another version is dropped and built again from the logs. */
export const schemaVersion = 1;

/**
 * Everything but `scores` can be read again from the logs. `watched` is per connection: the files this window watches.
 * Several windows share one database and each sees its own part of it.
 */
export const schema = `
CREATE TABLE files(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  mtime REAL NOT NULL,
  identity TEXT NOT NULL,
  format TEXT,
  cursor TEXT,
  neighbours TEXT NOT NULL DEFAULT '[]',
  problems TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL
) STRICT;

CREATE TABLE groups(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  task_id TEXT,
  task_text TEXT,
  UNIQUE(run, key)
) STRICT;

CREATE TABLE trajectories(
  id TEXT PRIMARY KEY,
  file INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  place TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs(id),
  grp INTEGER NOT NULL REFERENCES groups(id),
  sample INTEGER NOT NULL,
  policy TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reward REAL,
  success INTEGER,
  status TEXT NOT NULL,
  steps INTEGER NOT NULL,
  chars INTEGER NOT NULL,
  content_hash TEXT NOT NULL
) STRICT;
CREATE INDEX trajectories_by_file ON trajectories(file, ordinal);
CREATE INDEX trajectories_by_run ON trajectories(run, grp, file, reward, success);

CREATE TABLE scores(
  content_hash TEXT NOT NULL,
  identity TEXT NOT NULL,
  scorer TEXT NOT NULL,
  device TEXT NOT NULL,
  step_values BLOB NOT NULL,
  mean REAL,
  written REAL NOT NULL,
  PRIMARY KEY(content_hash, identity)
) STRICT, WITHOUT ROWID;
`;

export const connectionSchema = 'CREATE TEMP TABLE watched(file INTEGER PRIMARY KEY) STRICT;';
