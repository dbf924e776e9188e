/** What a person decided before an import began, as JSON: going on with it asks nobody again. */
export const importChoice = `ALTER TABLE import_jobs ADD COLUMN choice TEXT NOT NULL DEFAULT '{}';
`;
