/** Long work that goes on after a restart: what was asked for, how far it is, what came of it; JSON each. */
export const operations = `CREATE TABLE operations (
  operation_key INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('export', 'reindex', 'update')),
  status TEXT NOT NULL
    CHECK (status IN ('notStarted', 'running', 'succeeded', 'failed', 'canceled')),
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  percent_complete INTEGER NOT NULL,
  input TEXT NOT NULL,
  results TEXT,
  checkpoint TEXT
) STRICT;

CREATE INDEX operations_under_way ON operations (type) WHERE status IN ('notStarted', 'running');
`;
