#!/usr/bin/env bash
# The real pre-commit on a scratch repository: a bad request stops the commit,
# a good one passes, partially staged files are judged as staged.
source "$(dirname "$0")/lib.sh"
apt pre-commit pre-commit

export PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_NOSYSTEM=1
git config --global user.email hook@example.com
git config --global user.name hook
git config --global init.defaultBranch main
git config --global protocol.file.allow always
git config --global advice.detachedHead false

# pre-commit installs hooks from a repository at a revision. The working tree
# as it stands is what is tried, so it is committed to a copy.
hooks="$work/hooks"
mkdir "$hooks"
(cd "$root" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' f; do
  [ -e "$f" ] && printf '%s\0' "$f"
done | xargs -0 cp --parents -t "$hooks")
git -C "$hooks" init -q
git -C "$hooks" add -A
git -C "$hooks" commit -qm hooks
rev=$(git -C "$hooks" rev-parse HEAD)

repo="$work/repo"
mkdir -p "$repo/workflows" "$repo/requests"
cd "$repo"
git init -q
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: file://$hooks
    rev: $rev
    hooks:
      - id: payloadlint
YAML
cp "$root/testdata/quickstart/workflows/portrait.json" workflows/
cat >.payloadlint.yaml <<'YAML'
version: 1
workflows: {"1932074519876543210": workflows/portrait.json}
YAML
echo '{"name": "no request", "version": "1.0.0"}' >settings.json
git add -A
start=$SECONDS
expect 0 pre-commit install --install-hooks
echo "hook installed in $((SECONDS - start)) s"
expect 0 git commit -qm "Start"

request() { # request NODE: a request that overrides the text of a node
  printf '{\n  "apiKey": "${KEY}",\n  "workflowId": "1932074519876543210",\n  "nodeInfoList": [{"nodeId": "%s", "fieldName": "text", "fieldValue": "x"}]\n}\n' "$1"
}

request 66 >requests/portrait.json
git add -A
expect 1 git commit -qm "Bad request"
says "803"
says "requests/portrait.json:4:"

request 6 >requests/portrait.json
git add -A
expect 0 git commit -qm "Good request"

# Staged good, working tree bad: the commit passes and the bad edit stays.
request 7 >requests/portrait.json
git add -A
request 66 >requests/portrait.json
expect 0 git commit -qm "Staged is good"
grep -q '"66"' requests/portrait.json || die "the unstaged edit was lost"

# Staged bad, working tree good: the commit is stopped.
git add -A
request 6 >requests/portrait.json
expect 1 git commit -qm "Staged is bad"
says "803"
git checkout -q -f HEAD -- requests/portrait.json

# The installed program as a hook of its own.
build
sed -i 's/id: payloadlint$/id: payloadlint-system/' .pre-commit-config.yaml
request 66 >requests/portrait.json
git add -A
expect 1 git commit -qm "Bad request"
says "803"

# Go callers.
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: file://$hooks
    rev: $rev
    hooks:
      - id: payloadvet
YAML
request 6 >requests/portrait.json
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
says "unhandledcode"
echo "pre-commit $(pre-commit --version | cut -d' ' -f2): all hooks behave"
