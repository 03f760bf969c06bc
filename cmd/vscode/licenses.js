// Holds the licences of the packages in the bundle against licenses.txt, as
// .ci/licenses does for Go. UPDATE=1 writes the list.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const allowed = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']);
const { inputs } = JSON.parse(fs.readFileSync(path.join(__dirname, 'dist', 'meta.json'), 'utf8'));
const found = new Set();
for (const input of Object.keys(inputs)) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) found.add(match[1]);
}
const lines = [...found].map((dir) => {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(__dirname, dir, 'package.json'), 'utf8'));
  if (!allowed.has(license)) throw new Error(`${name} has the licence ${license}`);
  return `${name} ${version} ${license}`;
});
const text = [...new Set(lines)].sort().join('\n') + '\n';
const file = path.join(__dirname, 'licenses.txt');
if (process.env.UPDATE === '1') fs.writeFileSync(file, text);
if (fs.readFileSync(file, 'utf8') !== text) {
  throw new Error(`licenses.txt is not what is in the bundle:\n${text}run UPDATE=1 npm run build and read the difference`);
}
