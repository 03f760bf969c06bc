#!/usr/bin/env bash
# The schemas made for one workflow, as another validator sees them: ajv in its
# strictest mode compiles each and says of every generated request what
# jsonschema/v5 and the rules said. With the shared data beside the repository
# (or PAYLOADLINT_SHARED), every collected definition is among them.
source "$(dirname "$0")/lib.sh"
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
export PATH="$work/bin:$PATH"
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund ajv@8.20.0 >/dev/null 2>&1 || die "npm install ajv"

mkdir cases
(cd "$root" && PAYLOADLINT_SCHEMAS="$work/cases" go test -count=1 -run 'TestTailoredSchemaAgreesWithRules|TestCollectedDefinitions' ./cmd/internal/tailored)

# What a user gets from the command line.
definition=$(find "$root/testdata/quickstart" -path '*workflows*' -name '*.json' | head -n 1)
[ -n "$definition" ] || die "no definition in testdata/quickstart"
for draft in draft-07 2020-12; do
  for endpoint in create v2-run-workflow nodeInfoList; do
    payloadlint schema -w "$definition" --draft "$draft" "$endpoint" >"cases/command-$draft-$endpoint.schema.json"
  done
done

cat >check.js <<'EOF'
const fs = require("fs"), path = require("path");
const drafts = { "http://json-schema.org/draft-07/schema#": require("ajv"), "https://json-schema.org/draft/2020-12/schema": require("ajv/dist/2020") };
let schemas = 0, cases = 0, skipped = 0, wrong = 0;
for (const name of fs.readdirSync("cases").filter((n) => n.endsWith(".schema.json")).sort()) {
  const schema = JSON.parse(fs.readFileSync(path.join("cases", name)));
  // strict: unknown keywords, union types, unknown properties in required and
  // everything else that ajv can complain of is an error.
  const ajv = new (drafts[schema.$schema])({ strict: true, allErrors: true });
  let validate;
  try {
    validate = ajv.compile(schema);
  } catch (e) {
    console.error(`${name}: ${e.message}`);
    wrong++;
    continue;
  }
  schemas++;
  const file = path.join("cases", name.replace(".schema.json", ".cases.jsonl"));
  if (!fs.existsSync(file)) continue;
  for (const line of fs.readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    // A number that JavaScript rounds is another one to ajv.
    if (/[^"\d][1-9]\d{15,}[^"\d]/.test(line)) {
      skipped++;
      if (!name.startsWith("definition-")) continue;
    }
    const { valid, request } = JSON.parse(line);
    cases++;
    if (validate(request) !== valid && wrong++ < 10) {
      console.error(`${name}: ajv says ${!valid}: ${line.slice(0, 400)} ${JSON.stringify(validate.errors || []).slice(0, 600)}`);
    }
  }
}
console.log(`${schemas} schemas, ${cases} requests, ${skipped} with numbers beyond JavaScript`);
if (wrong || schemas < 5 || cases < 1000) process.exit(1);
EOF
node check.js
