#!/usr/bin/env bash
# What cannot run here is checked by its own checker: the release by
# goreleaser, the Action by actionlint and its script by running it, the images
# by dockerfilelint; the manual pages and completions are made.
source "$(dirname "$0")/lib.sh"
build
cd "$root"

expect 0 go run github.com/goreleaser/goreleaser/v2@v2.18.2 check
echo "goreleaser takes .goreleaser.yaml"

mkdir -p "$work/wf/.github/workflows" && cd "$work/wf" && git init -q
cp "$root/action.yml" .
cat >.github/workflows/lint.yml <<'YAML'
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./
        id: lint
        with:
          paths: requests
          sarif: payloadlint.sarif
      - run: echo "${{ steps.lint.outputs.status }}"
YAML
expect 0 go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
echo "actionlint takes action.yml where it is used"

# The action's own check step, run as GitHub would run it.
apt python3-yaml python3
python3 -c '
import sys, yaml
print(next(s["run"] for s in yaml.safe_load(open("action.yml"))["runs"]["steps"] if s.get("id") == "check"))
' >check.sh
cd "$root/testdata/quickstart"
run() { # run STATUS PATH
  export PATHS=$2 ARGS="" SARIF="$work/action.sarif" GITHUB_OUTPUT="$work/github-output"
  : >"$GITHUB_OUTPUT"
  expect "$1" bash "$work/wf/check.sh"
  grep -qx "status=$1" "$GITHUB_OUTPUT" || die "the action lost the status $1"
}
run 0 requests/portrait.json
run 1 requests/wrong-node.json
says "::error file=requests/wrong-node.json,line=5"
run 3 requests/no-such-file.json
ARGS=--no-such-flag
PATHS=. SARIF="" GITHUB_OUTPUT="$work/github-output" ARGS=--no-such-flag expect 2 bash "$work/wf/check.sh"
echo "the action keeps exit statuses 0, 1, 2 and 3"

cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dockerfilelint@1.8.0 >/dev/null
for f in Dockerfile .ci/release.Dockerfile; do
  expect 0 npx dockerfilelint "$root/$f"
done
echo "dockerfilelint takes the images"

expect 0 payloadlint man "$work/man"
[ -s "$work/man/payloadlint.1" ] || die "no manual page"
expect 0 payloadlint completion bash
bash -n "$work/out" || die "the bash completion is no bash"
for platform in linux/amd64 linux/arm64 darwin/arm64 windows/amd64; do
  (cd "$root" && CGO_ENABLED=0 GOOS=${platform%/*} GOARCH=${platform#*/} go build -o /dev/null ./cmd/payloadlint) || die "does not build for $platform"
done
echo "builds for linux, macOS and Windows"
