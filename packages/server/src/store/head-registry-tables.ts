/** Versions of heads, what they are at work for, and what happened to them; and where a shadow disagreed. */
export const headRegistryTables = `
  CREATE TABLE head_versions (
    head TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,    -- of manifest.json
    manifest TEXT NOT NULL,  -- JSON
    source TEXT NOT NULL,    -- configuration, training or import
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (head, version),
    UNIQUE (head, sha256)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE head_roles (
    head TEXT NOT NULL,
    site TEXT NOT NULL,      -- '*': every site without a row of its own
    role TEXT NOT NULL,      -- live or shadow
    version TEXT,            -- NULL: off at this site
    since INTEGER NOT NULL,
    PRIMARY KEY (head, site, role)
  ) STRICT, WITHOUT ROWID;

  -- Only ever added to; the newest of each head are kept.
  CREATE TABLE head_events (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    head TEXT NOT NULL,
    version TEXT NOT NULL,
    site TEXT,
    before TEXT,
    by_whom TEXT NOT NULL,
    why TEXT NOT NULL
  ) STRICT;
  CREATE INDEX head_events_by_head ON head_events (head, id);

  ALTER TABLE decisions ADD COLUMN role INTEGER NOT NULL DEFAULT 0; -- 0 live, 1 shadow

  -- Frames of which a shadow version and the live one said otherwise, each by the threshold of its rule.
  CREATE TABLE disagreements (
    id INTEGER PRIMARY KEY,
    camera_id INTEGER NOT NULL REFERENCES cameras,
    boot_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    captured_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    head TEXT NOT NULL,
    live_version TEXT NOT NULL,
    shadow_version TEXT NOT NULL,
    live_score REAL NOT NULL,
    shadow_score REAL NOT NULL
  ) STRICT;
  CREATE INDEX disagreements_by_head ON disagreements (head, captured_at);
`;
