#!/usr/bin/env bash
# reviewdog reads rdjson, checkstyle and SARIF.
source "$(dirname "$0")/lib.sh"
build
GOBIN="$work/bin" go install github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0
cd "$root"
for format in rdjson rdjsonl checkstyle sarif; do
  expect 1 payloadlint --format "$format:$work/report" testdata/quickstart
  reviewdog -f="$format" -reporter=local -filter-mode=nofilter -diff="git diff" <"$work/report" >"$work/out" 2>&1 || true
  says "testdata/quickstart/requests/wrong-node.json:5:"
  echo "reviewdog reads $format"
done
