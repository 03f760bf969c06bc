#!/usr/bin/env bash
# Reports as read by others: SARIF and GitLab's format by ajv against their
# schemas, SARIF's columns by JavaScript's strings, which are UTF-16 themselves,
# JUnit by junitparser.
source "$(dirname "$0")/lib.sh"
build
apt nodejs node
# SARIF's schema is of draft 4, which ajv's own command cannot read.
npm_install ajv@8.17.1 ajv-draft-04@1.0.0 ajv-formats@2.1.1
data="$root/cmd/internal/report/testdata"
cd "$work"
cp -r "$root/testdata/quickstart" .
cat >validate.js <<'JS'
const fs = require("fs");
const [schemaFile, ...files] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const Ajv = (schema.$schema || "").includes("draft-04") ? require("ajv-draft-04") : (schema.$schema || "").includes("2020-12") ? require("ajv/dist/2020") : require("ajv");
const ajv = new (Ajv.default || Ajv)({ strict: false, allErrors: true });
require("ajv-formats")(ajv);
const valid = ajv.compile(schema);
for (const f of files) {
  if (valid(JSON.parse(fs.readFileSync(f, "utf8")))) continue;
  console.error(f, ajv.errorsText(valid.errors));
  process.exitCode = 1;
}
JS

check() { # check NAME STATUS PATH…
  local name=$1 want=$2
  shift 2
  expect "$want" payloadlint --format "sarif:$work/$name.sarif.json" --format "gitlab:$work/$name.gitlab.json" --format "rdjson:$work/$name.rdjson.json" --format "junit:$work/$name.xml" "$@"
  expect 0 node validate.js "$data/sarif-schema-2.1.0.json" "$name.sarif.json"
  expect 0 node validate.js "$data/gitlab-schema.json" "$name.gitlab.json"
  expect 0 node validate.js "$data/rdjson-schema.json" "$name.rdjson.json"
  echo "$name: valid SARIF, Code Quality and rdjson"
}
printf '{"apiKey": "${KEY}", "name": "😀é人", "taskId": ["1"]}\n' >emoji.json
check findings 1 quickstart
check clean 0 quickstart/requests/portrait.json
check emoji 1 emoji.json
check unread 3 no-such-file.json
check chinese 1 --lang zh quickstart
# The schema refuses what is no SARIF: it was really asked.
echo '{"version": "2.1.0", "runs": [{"results": "none"}]}' >wrong.json
expect 1 node validate.js "$data/sarif-schema-2.1.0.json" wrong.json

expect 0 node -e '
const fs = require("fs");
const r = require("./findings.sarif.json").runs[0];
if (!r.results.length) throw new Error("no results");
for (const x of r.results) {
  const rule = r.tool.driver.rules[x.ruleIndex];
  if (!rule || rule.id !== x.ruleId) throw new Error("ruleIndex of " + x.ruleId);
  if (!rule.help || !rule.help.text || !rule.defaultConfiguration.level) throw new Error("no help or level for " + x.ruleId);
  if (!Object.keys(x.partialFingerprints).length) throw new Error("no fingerprint");
}
if (!Array.isArray(require("./clean.sarif.json").runs[0].results)) throw new Error("a clean run has no results list");
const emoji = require("./emoji.sarif.json").runs[0];
if (emoji.columnKind !== "utf16CodeUnits") throw new Error("columnKind " + emoji.columnKind);
const line = fs.readFileSync("emoji.json", "utf8").split("\n")[0];
const found = emoji.results.map(x => x.locations[0].physicalLocation.region).map(g => line.slice(g.startColumn - 1, g.endColumn - 1));
if (!found.includes("[\"1\"]")) throw new Error("the columns cut out " + JSON.stringify(found));
'
echo "SARIF: help, levels, fingerprints; columns count UTF-16 code units"

apt python3-junitparser junitparser
expect 0 /usr/bin/python3 -c '
import sys
from junitparser import JUnitXml
for name, bad in (("findings", True), ("clean", False), ("emoji", True), ("chinese", True)):
    xml = JUnitXml.fromfile(name + ".xml")
    cases = [c for suite in xml for c in suite]
    failed = [c for c in cases if any(type(r).__name__ == "Failure" for r in c.result)]
    assert cases, name
    assert bool(failed) == bad, (name, failed)
    assert xml.failures == len(failed) and xml.tests == len(cases), (name, xml.failures, xml.tests, len(failed), len(cases))
'
echo "junitparser reads JUnit"
