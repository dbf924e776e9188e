// `npm run check`: everything that needs no window.
process.argv.push('format', 'types', 'lint', 'boundaries', 'unit');
await import('./test.mjs');
