#!/usr/bin/env bash
# The real pre-commit on a scratch repository: a bad request stops the commit,
# a good one passes, partially staged files are judged as staged.
source "$(dirname "$0")/lib.sh"
apt pre-commit pre-commit
apt git git
own_git
export PRE_COMMIT_HOME="$work/cache"

# pre-commit installs hooks from a repository at a revision. The working tree
# as it stands is what is tried, so it is committed to a copy.
hooks="$work/hooks"
copy_tree "$hooks"
git -C "$hooks" init -q
git -C "$hooks" add -A
git -C "$hooks" commit -qm hooks
rev=$(git -C "$hooks" rev-parse HEAD)
expect 0 pre-commit validate-manifest "$hooks/.pre-commit-hooks.yaml"

repo="$work/repo"
mkdir -p "$repo/workflows" "$repo/requests"
cd "$repo"
git init -q
config() { # config HOOK [LINE…]: the hook, with further lines of its own
  {
    printf 'repos:\n  - repo: file://%s\n    rev: %s\n    hooks:\n      - id: %s\n' "$hooks" "$rev" "$1"
    shift
    for line in "$@"; do printf '        %s\n' "$line"; done
  } >.pre-commit-config.yaml
  expect 0 pre-commit validate-config
}
config payloadlint
cp "$root/testdata/quickstart/workflows/portrait.json" workflows/
cat >.payloadlint.yaml <<'YAML'
version: 1
workflows: {"1932074519876543210": workflows/portrait.json}
YAML
echo '{"name": "no request", "version": "1.0.0"}' >settings.json
printf '{\n  // comments are legal here\n  "editor.tabSize": 2,\n}\n' >jsonc.json
mkdir -p .payloadlint/workflows
echo '{"version": 1}' >.payloadlint/lock.json
cp workflows/portrait.json .payloadlint/workflows/1932074519876543299.json
git add -A
start=$(date +%s)
expect 0 pre-commit install --install-hooks
installed=$(($(date +%s) - start))
echo "hook installed in $installed s"
# Everything of the module is built by the installation.
[ "$installed" -le 300 ] || die "the installation takes too long for a commit hook"
expect 0 git commit -qm "Start"

request() { # request NODE: a request that overrides the text of a node
  printf '{\n  "apiKey": "${KEY}",\n  "workflowId": "1932074519876543210",\n  "nodeInfoList": [{"nodeId": "%s", "fieldName": "text", "fieldValue": "x"}]\n}\n' "$1"
}

request 66 >requests/portrait.json
git add -A
expect 1 git commit -qm "Bad request"
says "(803)"
says "requests/portrait.json:4:31: error:"
says "exit code: 1"
[ "$(git rev-list --count HEAD)" -eq 1 ] || die "the bad request was committed"

request 6 >requests/portrait.json
git add -A
expect 0 git commit -qm "Good request"

# Staged good, working tree bad: the commit passes and the bad edit stays.
request 7 >requests/portrait.json
git add -A
request 66 >requests/portrait.json
expect 0 git commit -qm "Staged is good"
grep -q '"66"' requests/portrait.json || die "the unstaged edit was lost"
git show HEAD:requests/portrait.json | grep -q '"7"' || die "something else was committed"

# Staged bad, working tree good: the commit is stopped.
git add -A
request 6 >requests/portrait.json
expect 1 git commit -qm "Staged is bad"
says "(803)"
grep -q '"6"' requests/portrait.json || die "the unstaged edit was lost"
git checkout -q -f HEAD -- .

# Half of a file staged: two requests, only the good one is in the index.
printf '[\n%s,\n%s]\n' "$(request 6)" "$(request 7)" >requests/batch.json
git add -A
printf '[\n%s,\n%s]\n' "$(request 6)" "$(request 66)" >requests/batch.json
expect 0 git commit -qm "Half is staged"
git add -A
expect 1 git commit -qm "The other half"
says "requests/batch.json:10:"
git checkout -q -f HEAD -- .

# A definition that is edited but not staged does not count either.
request 6 >requests/third.json
git add -A
echo '{"66": {"class_type": "X", "inputs": {"text": "a"}}}' >workflows/portrait.json
expect 0 git commit -qm "The definition is as staged"
git checkout -q -f HEAD -- .

# Names with spaces, Chinese and capitals; a stream.
request 66 >"requests/two words.json"
expect 0 git add -A
expect 1 git commit -qm "Name with a space"
says "requests/two words.json:4:31: error:"
git reset -q --hard
request 66 >requests/人像.JSON
expect 0 git add -A
expect 1 git commit -qm "Chinese name"
says "requests/人像.JSON:4:31: error:"
git reset -q --hard
request 66 | tr -d '\n' >requests/all.jsonl
git add -A
expect 1 git commit -qm "A stream"
says "requests/all.jsonl:1:"
git reset -q --hard
request 6 >"requests/两 个.json"
git add -A
expect 0 git commit -qm "A good one"

# Taking a file away is no reason to stop.
git rm -q requests/third.json
expect 0 git commit -qm "Away"

# Further flags go into args.
config payloadlint 'args: [--require-definitions]'
git add -A
expect 0 git commit -qm "Demand definitions"
request 6 | sed 's/1932074519876543210/1932074519876543211/' >requests/unknown.json
git add -A
expect 1 git commit -qm "No definition"
says "exit code: 3"
git reset -q --hard

# A configuration that cannot be read stops the commit with its own status.
printf 'version: 1\nworflows: {}\n' >.payloadlint.yaml
request 6 >requests/portrait.json
git add -A
expect 1 git commit -qm "Broken configuration"
says "exit code: 2"
says ".payloadlint.yaml:2:1"
git reset -q --hard

# All files at once, as CI does.
expect 0 pre-commit run --all-files

# The installed program as a hook of its own.
build
config payloadlint-system
request 66 >requests/portrait.json
git add -A
expect 1 git commit -qm "Bad request"
says "(803)"
request 6 >requests/portrait.json
git add -A
expect 0 git commit -qm "Good request"
echo "payloadlint and payloadlint-system behave"

# Go callers.
request 6 >requests/portrait.json
config payloadvet
cat >go.mod <<'MOD'
module example.com/caller

go 1.24
MOD
cat >main.go <<'GO'
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type envelope struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
	} `json:"data"`
}

func main() {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(nil))
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	var e envelope
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		panic(err)
	}
	fmt.Println(e.Data.TaskID)
}
GO
git add -A
expect 1 git commit -qm "Unchecked code"
says "main.go:"
sed -i 's|^\tfmt.Println|\tif e.Code != 0 {\n\t\tpanic(e.Msg)\n\t}\n\tfmt.Println|' main.go
git add -A
expect 0 git commit -qm "Checked code"
echo "payloadvet behaves"
echo "pre-commit $(pre-commit --version | cut -d' ' -f2): all hooks behave"
