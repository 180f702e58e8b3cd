import { scoreBins } from '../monitor/score-bins.ts';

const counts = Array.from({ length: scoreBins }, (_, bin) => `b${bin}`);

/** The columns of a histogram. */
export const countColumns: readonly string[] = counts;

export const monitorSql = `
  -- How often each head scored each camera how high, a day (UTC, counted from 1970): see score-bins.ts.
  CREATE TABLE monitor_scores (
    head TEXT NOT NULL,
    version TEXT NOT NULL,
    day INTEGER NOT NULL,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    ${counts.map((name) => `${name} INTEGER NOT NULL`).join(', ')},
    PRIMARY KEY (head, version, day, site, camera)
  ) STRICT, WITHOUT ROWID;

  -- Days on which the scores of a head at a camera had shifted: no history for later days.
  CREATE TABLE monitor_shifts (
    head TEXT NOT NULL,
    version TEXT NOT NULL,
    day INTEGER NOT NULL,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    PRIMARY KEY (head, version, day, site, camera)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE monitor_checks (
    id INTEGER PRIMARY KEY,  -- of the job
    at INTEGER NOT NULL,
    result TEXT              -- JSON; NULL while it goes on
  ) STRICT;

  CREATE TABLE monitor_drift (
    check_id INTEGER NOT NULL REFERENCES monitor_checks,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    since INTEGER,           -- when the drift began
    finding TEXT NOT NULL,   -- JSON
    PRIMARY KEY (check_id, site, camera)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX monitor_drift_of_camera ON monitor_drift (site, camera, at);
  CREATE INDEX monitor_drifted ON monitor_drift (at) WHERE verdict = 'drifted';

  CREATE TABLE monitor_shift_findings (
    id INTEGER PRIMARY KEY,
    check_id INTEGER NOT NULL REFERENCES monitor_checks,
    finding TEXT NOT NULL    -- JSON
  ) STRICT;
  CREATE INDEX monitor_shift_findings_of_check ON monitor_shift_findings (check_id);

  -- From when on what a camera shows is right, because somebody said so.
  CREATE TABLE monitor_baselines (
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    since INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    PRIMARY KEY (site, camera)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE monitor_states (
    head TEXT NOT NULL,
    site TEXT NOT NULL,
    state TEXT NOT NULL,     -- JSON
    PRIMARY KEY (head, site)
  ) STRICT, WITHOUT ROWID;
`;
