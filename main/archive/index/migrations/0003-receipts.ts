/** History of imports; the receipts themselves are files, and `hash` says which file each number was given to. */
export const receipts = `CREATE TABLE receipts (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL,
  partition_name TEXT NOT NULL COLLATE NOCASE,
  ended_at_ms INTEGER NOT NULL,
  fingerprint TEXT,
  search_text TEXT NOT NULL,
  summary TEXT NOT NULL
) STRICT;

CREATE INDEX receipts_by_fingerprint ON receipts (fingerprint);

CREATE INDEX receipts_by_partition ON receipts (partition_name, number);
`;
