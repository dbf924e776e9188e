/** Black on white, for A4 and Letter alike; amber or red is never green by accident of a printer without colour. */
export const receiptStyle = `
@page { margin: 14mm 14mm 16mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 10pt/1.4 system-ui, 'Segoe UI', 'Liberation Sans', sans-serif; color: #172027; background: #fff;
  margin: 0 auto; padding: 16px; max-width: 190mm; }
h1 { font-size: 18pt; line-height: 1.2; margin: 0; }
h2 { font-size: 12pt; margin: 18pt 0 4pt; break-after: avoid; }
h3 { font-size: 10pt; margin: 8pt 0 2pt; break-after: avoid; }
p { margin: 4pt 0; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 16px; }
.use { border: 1px solid #172027; padding: 1pt 6pt; font-weight: 600; white-space: nowrap; }
.verdict { border-left: 6px solid; padding: 6pt 10pt; margin: 10pt 0; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
.verdict strong { display: block; font-size: 12pt; }
.whole { border-color: #1f7a45; background: #e8f4ec; }
.amber { border-color: #b57a00; background: #fbf2dc; }
.note { border-left: 3px solid #b57a00; padding-left: 8pt; }
table { width: 100%; border-collapse: collapse; margin: 2pt 0 6pt; }
th, td { text-align: left; vertical-align: top; padding: 2pt 8pt 2pt 0; border-bottom: 1px solid #dfe5e8; }
th { font-weight: 600; color: #4b5a64; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1pt 12pt; margin: 6pt 0; }
dt { color: #4b5a64; }
dd { margin: 0; overflow-wrap: anywhere; }
.mono { font: 8pt/1.4 ui-monospace, 'Liberation Mono', monospace; overflow-wrap: anywhere; }
td { overflow-wrap: anywhere; }
footer { margin-top: 18pt; padding-top: 6pt; border-top: 1px solid #172027; break-inside: avoid; }
`;
