/** How far this index has followed the journal: set in the transaction of the change itself, so that the two agree. */
export const journalMark = `CREATE TABLE journal_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  entries INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;
`;
