import { accountsSql } from './accounts.ts';
import { auditSql } from './audit.ts';
import { channelsSql } from './channels.ts';
import { coverageSql } from './coverage.ts';
import { disagreementsSql } from './disagreements.ts';
import { egressSql } from './egress.ts';
import { evidenceSql } from './evidence.ts';
import { headRegistryTables } from './head-registry-tables.ts';
import { itemsSql } from './items-sql.ts';
import { jobsSql } from './jobs.ts';
import { monitorSql } from './monitor-sql.ts';
import { noticesSql } from './notices.ts';
import { offCamerasSql } from './off-cameras.ts';
import { peopleSql } from './people.ts';
import { picturesSql } from './pictures.ts';
import { pushSubscriptionsSql } from './push-subscriptions.ts';
import { reviewsSql } from './reviews.ts';
import { rulesSql } from './rules.ts';
import { troublesSql } from './troubles.ts';

/**
 * What each version of the database adds; `PRAGMA user_version` says how many are in it. Never change one that was
 * released: add the next.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE cameras (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    view TEXT,              -- JSON, what the page shows; NULL until a status was seen
    UNIQUE (site, camera)
  ) STRICT;

  CREATE TABLE nodes (
    site TEXT NOT NULL,
    node TEXT NOT NULL,
    view TEXT NOT NULL,     -- JSON
    PRIMARY KEY (site, node)
  ) STRICT, WITHOUT ROWID;

  -- Kinds of vector: all vectors of a kind have the same length.
  CREATE TABLE kinds (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    codec TEXT NOT NULL,
    vector_bytes INTEGER NOT NULL,
    UNIQUE (fingerprint, codec, vector_bytes)
  ) STRICT;

  CREATE TABLE heads (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    UNIQUE (name, version)
  ) STRICT;

  -- One row a feature message. Rows are in the order they came in.
  CREATE TABLE vectors (
    id INTEGER PRIMARY KEY,
    camera_id INTEGER NOT NULL REFERENCES cameras,
    boot_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    captured_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    timing INTEGER NOT NULL, -- 0 live, 1 late, 2 ahead
    kind_id INTEGER NOT NULL REFERENCES kinds,
    regions BLOB NOT NULL,   -- see region-blob.ts
    UNIQUE (camera_id, boot_id, sequence)
  ) STRICT;

  -- Thinned: see thinning.ts.
  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    camera_id INTEGER NOT NULL REFERENCES cameras,
    head_id INTEGER NOT NULL REFERENCES heads,
    captured_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    timing INTEGER NOT NULL,
    score REAL NOT NULL
  ) STRICT;

  CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    head TEXT NOT NULL,
    state TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    alert TEXT NOT NULL      -- JSON
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alerts_by_time ON alerts (raised_at, id);
  CREATE INDEX alerts_active ON alerts (state) WHERE state = 'active';
  `,
  jobsSql,
  headRegistryTables,
  itemsSql,
  monitorSql,
  evidenceSql + accountsSql + disagreementsSql,
  auditSql,
  reviewsSql,
  peopleSql,
  channelsSql + noticesSql + pushSubscriptionsSql,
  rulesSql,
  picturesSql + egressSql,
  coverageSql,
  '-- What would have alerted, had its frames come in time.\n  ALTER TABLE alerts ADD COLUMN late INTEGER NOT NULL DEFAULT 0;',
  offCamerasSql,
  troublesSql,
];
