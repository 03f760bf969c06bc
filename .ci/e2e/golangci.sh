#!/usr/bin/env bash
# Builds golangci-lint v2 with the payloadlint plugin from the module proxy alone
# and runs it on a sample module: its findings, //nolint, payloadlint's own
# directive, wrong settings, --fix.
source "$(dirname "$0")/lib.sh"

plugin=$root/analyzers/gclplugin
gcl=$work/golangci-lint
(cd "$plugin" && go vet ./... && go test ./...)
(cd "$plugin/cmd/custom-gcl" && go build -o "$gcl" .)
export GOLANGCI_LINT_CACHE=$work/cache GOWORK=off

cp -R "$plugin/testdata/sample" "$work/sample"
cd "$work/sample"
expect 0 "$gcl" version
says "v2.15.0"
expect 0 "$gcl" linters
says "payloadlint: RunningHub answers whose code nobody handles"

expect 1 "$gcl" run --output.text.path stdout --color never ./...
says 'unhandledcode: env.Code is never checked before the data is read; create can return 803 APIKEY_INVALID_NODE_INFO'
says 'endpointpath: there is no endpoint /task/openapi/cancle: it gets 412 TOKEN_INVALID; did you mean /task/openapi/cancel?'
says '(payloadlint)'
# The client in one package and its caller in another are one program.
says 'job/job.go:16:9: unhandledcode: answer.Code is never checked before the data is read; create can return 803'
# Two findings of one line are one finding here, and none is lost.
says 'did you mean /task/openapi/cancel?; endpointpath: there is no endpoint /task/openapi/statsu'
found=$(grep -c '(payloadlint)$' "$work/out") || true
[ "$found" -eq 4 ] || {
  cat "$work/out" >&2
  die "$found findings instead of 4: //nolint or //payloadlint:ignore does not work"
}

# Without the directives both silenced places speak up.
mkdir "$work/loud"
cp -R . "$work/loud"
(
  cd "$work/loud"
  sed -i.bak -e 's, //nolint.*,,' -e '/payloadlint:ignore/d' client.go && rm client.go.bak
  expect 1 "$gcl" run --output.text.path stdout --color never ./...
  found=$(grep -c '(payloadlint)$' "$work/out") || true
  [ "$found" -eq 6 ] || die "$found findings without directives instead of 6"
)

# A setting that does not exist is an error with its name.
sed 's/disable:/disabel:/' .golangci.yml >bad.yml
got=0
"$gcl" run -c bad.yml ./... >"$work/out" 2>&1 || got=$?
[ "$got" -gt 1 ] || die "a wrong setting is accepted"
says 'disabel'
rm bad.yml

expect 0 "$gcl" run --fix --color never ./...
grep -q 'if env.Code != 0 {' client.go || die "--fix did not add the test of the code"
grep -q '"/task/openapi/cancel"' client.go || die "--fix did not correct the path"
grep -q '{"/task/openapi/cancel", "/task/openapi/status"}' client.go || die "--fix did not correct both paths of a line"
go vet ./... || die "the fixed code does not compile"
[ -z "$(gofmt -l .)" ] || die "the fixed code is not formatted"
echo "golangci-lint with the plugin: findings, directives, settings and fixes hold"
