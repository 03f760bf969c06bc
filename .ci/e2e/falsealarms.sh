#!/usr/bin/env bash
# Runs payloadvet over large modules that have HTTP clients and answers of their
# own and nothing to do with RunningHub. It must print nothing and crash
# nowhere. Modules come from the module proxy and stay in Go's module cache.
# Arguments (MODULE@VERSION) take the place of the list.
source "$(dirname "$0")/lib.sh"

# Chosen for envelopes of code, msg and data (lark, binance, wechat),
# for paths with openapi in them (kin-openapi), and for big
# hand-written HTTP clients.
modules=(
  github.com/larksuite/oapi-sdk-go/v3@v3.4.7
  github.com/go-lark/lark@v1.16.0
  github.com/adshao/go-binance/v2@v2.7.0
  github.com/silenceper/wechat/v2@v2.1.7
  github.com/google/go-github/v66@v66.0.0
  github.com/slack-go/slack@v0.15.0
  github.com/xanzy/go-gitlab@v0.115.0
  github.com/sashabaranov/go-openai@v1.36.0
  github.com/go-resty/resty/v2@v2.16.2
  github.com/getkin/kin-openapi@v0.128.0
  github.com/hashicorp/vault/api@v1.15.0
  github.com/minio/minio-go/v7@v7.0.80
  github.com/gophercloud/gophercloud/v2@v2.4.0
  github.com/digitalocean/godo@v1.131.0
)
[ $# -eq 0 ] || modules=("$@")

build
export GOFLAGS=-mod=mod GOWORK=off
failed=()
for m in "${modules[@]}"; do
  start=$SECONDS
  dir=$( (cd "$work" && go mod download -json "$m" || true) | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",\{0,1\}$/\1/p')
  if [ -z "$dir" ]; then
    echo "FAIL $m: cannot be downloaded"
    failed+=("$m")
    continue
  fi
  if [ -d "$work/module" ]; then
    rm -rf "$work/module"
  fi
  cp -R "$dir" "$work/module"
  chmod -R u+w "$work/module"
  status=0
  (cd "$work/module" && payloadvet -test=false ./...) >"$work/out" 2>&1 || status=$?
  # What go prints about its downloads is not payloadvet's.
  grep -v '^go: ' "$work/out" >"$work/own" || true
  if [ "$status" -ne 0 ] || [ -s "$work/own" ]; then
    echo "FAIL $m: exit status $status"
    head -n 40 "$work/out"
    failed+=("$m")
  else
    echo "ok   $m ($((SECONDS - start)) s)"
  fi
done
[ ${#failed[@]} -eq 0 ] || die "${failed[*]}"
echo "nothing found in ${#modules[@]} modules that have nothing to do with RunningHub"
