#!/usr/bin/env bash
# SARIF as read by others: validated by ajv against the official schema.
source "$(dirname "$0")/lib.sh"
build
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ajv-cli@5.0.0 ajv-formats@2.1.1 >/dev/null

schema=$(find "$root/rules/report/testdata" -name 'sarif*schema*.json' | head -n 1)
[ -n "$schema" ] || die "no SARIF schema in rules/report/testdata"
cp "$schema" sarif-schema.json

check() { # check NAME STATUS PATH…
  local name=$1 want=$2
  shift 2
  expect "$want" payloadlint --format "sarif:$work/$name.sarif.json" "$@"
  expect 0 npx ajv validate --spec=draft7 --strict=false -c ajv-formats -s sarif-schema.json -d "$name.sarif.json"
  echo "$name: valid SARIF"
}
check findings 1 "$root/testdata/quickstart"
check clean 0 "$root/testdata/quickstart/requests/portrait.json"
node -e '
const r = require("./findings.sarif.json").runs[0];
if (!r.results.length) throw new Error("no results");
for (const x of r.results) {
  if (!r.tool.driver.rules[x.ruleIndex] || r.tool.driver.rules[x.ruleIndex].id !== x.ruleId) throw new Error("ruleIndex of " + x.ruleId);
  if (!Object.keys(x.partialFingerprints).length) throw new Error("no fingerprint");
}
if (!Array.isArray(require("./clean.sarif.json").runs[0].results)) throw new Error("a clean run has no results list");
'
