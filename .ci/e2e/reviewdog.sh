#!/usr/bin/env bash
# reviewdog reads rdjson, rdjsonl, checkstyle and SARIF, and tells only of
# changed lines.
source "$(dirname "$0")/lib.sh"
apt git git
own_git
# The newest release that its modules' proxy serves whole.
tool github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0
build

# An old finding, and a new one.
cp -r "$root/testdata/quickstart/." "$work/repo"
cd "$work/repo"
rm requests/*.json
git init -q
request() {
  printf '{\n  "apiKey": "${KEY}",\n  "workflowId": "1932074519876543210",\n  "nodeInfoList": [{"nodeId": "%s", "fieldName": "text", "fieldValue": "x"}]\n}\n' "$1"
}
request 99 >requests/old.json
request 6 >requests/new.json
git add -A
git commit -qm "Start"
request 66 >requests/new.json
git commit -qam "Break it"

# at FILE: the last output tells of the place in it. The local reporter prints
# a line for checkstyle, and the diagnostic itself for the other formats.
at() {
  grep -qE "$1:4:31:|\"?path\"?:\"$1\"[, ]+\"?range\"?:\{\"?start\"?:\{\"?line\"?:4[, ]+\"?column\"?:31|\"uri\":\"$1\".*\"startColumn\":31,\"startLine\":4" "$work/out" || {
    cat "$work/out" >&2
    die "reviewdog does not tell of $1:4:31"
  }
}

for format in rdjson rdjsonl checkstyle sarif; do
  expect 1 payloadlint --format "$format:$work/report-$format" .
  expect 0 reviewdog -f="$format" -reporter=local -filter-mode=nofilter -diff="git diff HEAD~1" <"$work/report-$format"
  at requests/old.json
  at requests/new.json
  says 'is not in workflows/portrait.json'
  expect 1 reviewdog -f="$format" -reporter=local -filter-mode=added -fail-level=error -diff="git diff HEAD~1" <"$work/report-$format"
  at requests/new.json
  silent_on "requests/old.json"
  echo "reviewdog reads $format"
done
