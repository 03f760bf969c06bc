#!/usr/bin/env bash
# Runs payloadvet over large modules that have HTTP clients and answers of their
# own and nothing to do with RunningHub. It must print nothing and crash
# nowhere. Modules come from the module proxy and stay in Go's module cache.
#
#	.ci/e2e/falsealarms.sh [MODULE@VERSION…]
set -euo pipefail

# Chosen for envelopes of code, msg and data (lark, bilibili, binance, volc,
# ldap-free SDKs), for paths with openapi in them (kube-openapi, kin-openapi,
# client-go), and for big hand-written HTTP clients.
modules=(
	github.com/larksuite/oapi-sdk-go/v3@v3.4.7
	github.com/go-lark/lark@v1.16.0
	github.com/CuteReimu/bilibili/v2@v2.1.0
	github.com/adshao/go-binance/v2@v2.7.0
	github.com/silenceper/wechat/v2@v2.1.7
	github.com/google/go-github/v66@v66.0.0
	github.com/slack-go/slack@v0.15.0
	github.com/xanzy/go-gitlab@v0.115.0
	github.com/sashabaranov/go-openai@v1.36.0
	github.com/go-resty/resty/v2@v2.16.2
	github.com/getkin/kin-openapi@v0.128.0
	k8s.io/kube-openapi@v0.0.0-20241105132330-32ad38e42d3f
	github.com/hashicorp/vault/api@v1.15.0
	github.com/minio/minio-go/v7@v7.0.80
)
if [ $# -gt 0 ]; then
	modules=("$@")
fi

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

(cd "$root" && go build -o "$work/payloadvet" ./cmd/payloadvet)

failed=0
for m in "${modules[@]}"; do
	start=$SECONDS
	dir=$(go mod download -json "$m" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",\{0,1\}$/\1/p')
	if [ -z "$dir" ]; then
		echo "FAIL $m: cannot be downloaded" >&2
		failed=1
		continue
	fi
	copy=$work/module
	rm -rf "$copy"
	cp -R "$dir" "$copy"
	chmod -R u+w "$copy"
	out=$work/out
	status=0
	(cd "$copy" && GOFLAGS=-mod=mod GOWORK=off "$work/payloadvet" -test=false ./...) >"$out" 2>&1 || status=$?
	# What go prints about its downloads is not ours.
	grep -v '^go: ' "$out" >"$out.own" || true
	if [ "$status" -ne 0 ] || [ -s "$out.own" ]; then
		echo "FAIL $m: exit status $status" >&2
		head -n 40 "$out" >&2
		failed=1
	else
		echo "ok   $m ($((SECONDS - start)) s)"
	fi
done
exit "$failed"
