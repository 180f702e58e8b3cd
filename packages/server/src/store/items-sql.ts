/** Data sets, their items, and verdicts on alerts. */
export const itemsSql = `
  CREATE TABLE datasets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT UNIQUE,            -- NULL: deleted, and its items are being deleted
    codec TEXT,                  -- NULL until it has had an item
    fingerprint TEXT,            -- of its first item
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
  ) STRICT;

  -- Vectors are copied in: retention does not touch them.
  CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES datasets,
    origin TEXT NOT NULL,
    label TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    region BLOB NOT NULL,        -- one, see region-blob.ts
    camera TEXT,
    captured_at INTEGER,
    item_group TEXT,
    judged INTEGER NOT NULL,
    weight REAL NOT NULL,
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL,
    UNIQUE (dataset_id, origin)
  ) STRICT;
  CREATE INDEX items_in_order ON items (dataset_id);
  CREATE INDEX items_by_label ON items (dataset_id, label);

  -- How many items of a data set have a label; kept by the triggers, so that nobody counts 200,000 rows to show a list.
  CREATE TABLE item_counts (
    dataset_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (dataset_id, label)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER items_added AFTER INSERT ON items BEGIN
    INSERT INTO item_counts VALUES (NEW.dataset_id, NEW.label, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  END;
  CREATE TRIGGER items_removed AFTER DELETE ON items BEGIN
    UPDATE item_counts SET n = n - 1 WHERE dataset_id = OLD.dataset_id AND label = OLD.label;
    DELETE FROM item_counts WHERE dataset_id = OLD.dataset_id AND label = OLD.label AND n = 0;
  END;
  CREATE TRIGGER items_relabelled AFTER UPDATE OF label ON items BEGIN
    UPDATE item_counts SET n = n - 1 WHERE dataset_id = OLD.dataset_id AND label = OLD.label;
    DELETE FROM item_counts WHERE dataset_id = OLD.dataset_id AND label = OLD.label AND n = 0;
    INSERT INTO item_counts VALUES (NEW.dataset_id, NEW.label, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  END;

  -- What people say of alerts: one verdict an alert. It outlives the alert, so it keeps what the alert was.
  CREATE TABLE verdicts (
    alert_id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    head TEXT NOT NULL,
    head_version TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    verdict TEXT NOT NULL,       -- true, false, unsure
    label TEXT,                  -- what it was instead
    note TEXT,
    by_whom TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    alert TEXT NOT NULL          -- JSON, as it was when it was judged
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX verdicts_by_time ON verdicts (head, raised_at);
`;
