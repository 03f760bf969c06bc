#!/usr/bin/env bash
# Measures payloadvet against go vet and errcheck on one large module, as it is and
# with a client of RunningHub and its caller put into it: wall time and processor
# time (the medians of RUNS) and the peak memory of the largest process. Everything
# is compiled beforehand; go vet gets an empty cache of results each time, because
# a cached result is no measurement.
#
#	.ci/bench/analyzers.sh [MODULE@VERSION]
source "$(dirname "$0")/../e2e/lib.sh"

module=${1:-github.com/larksuite/oapi-sdk-go/v3@v3.4.7}
runs=${RUNS:-5}
errcheck=github.com/kisielk/errcheck@v1.9.0

apt time /usr/bin/time
build
export GOFLAGS=-mod=mod GOWORK=off
GOBIN=$work/bin GOFLAGS='' go install "$errcheck"
dir=$(go mod download -json "$module" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",\{0,1\}$/\1/p')
[ -n "$dir" ] || die "$module cannot be downloaded"
cp -R "$dir" "$work/module"
chmod -R u+w "$work/module"
cd "$work/module"
go build ./... >/dev/null 2>&1 || true
go vet ./... >/dev/null 2>&1 || true
payloadvet -test=false ./... >/dev/null 2>&1 || true

# stamp makes every package new to vet's cache without recompiling what it
# imports: vet keys on its own flags.
n=0
vet() {
  n=$((n + 1))
  go vet -printf.funcs="stamp$n$RANDOM" ./...
}
vettool() {
  n=$((n + 1))
  PAYLOADLINT_LANG=en go vet -vettool="$(command -v payloadvet)" -nodeinfo.dir="/stamp$n$RANDOM" ./...
}
export -f vet vettool
export n

measure() { # NAME COMMAND…
  local name=$1 i
  shift
  : >"$work/times"
  for ((i = 0; i < runs; i++)); do
    export n=$((n + 1))
    /usr/bin/time -f '%e %U %S %M' -o "$work/one" bash -c "$*" >/dev/null 2>&1 || true
    tail -n 1 "$work/one" >>"$work/times"
  done
  awk '{ print $2 + $3 }' "$work/times" | sort -n >"$work/cpu"
  local middle=$(((runs + 1) / 2))
  printf '%-28s %7.2f s %7.2f s of the processor %7.0f MiB\n' "$name" \
    "$(cut -d ' ' -f 1 "$work/times" | sort -n | sed -n "${middle}p")" "$(sed -n "${middle}p" "$work/cpu")" \
    "$(awk '$4 > m { m = $4 } END { print m / 1024 }' "$work/times")"
}

all() {
  measure "payloadvet" payloadvet -test=false ./...
  measure "errcheck" errcheck -ignoretests ./...
  measure "go vet -vettool=payloadvet" vettool
  measure "go vet" vet
}

echo "$module, $(find . -name '*.go' ! -name '*_test.go' | wc -l) files, medians of $runs"
all

# The sample of the golangci-lint plugin is a client in one package and its caller
# in another.
sample=$root/analyzers/gclplugin/testdata/sample
mkdir -p rhsample/job
sed 's,^package .*,package rhsample,; s,\bany\b,interface{},g' "$sample/client.go" >rhsample/client.go
here=$(go list -m)/rhsample
there=$(sed -n 's/^module //p' "$sample/go.mod")
sed "s,\\bany\\b,interface{},g; s,\"$there\",sample \"$here\"," "$sample/job/job.go" >rhsample/job/job.go
go build ./rhsample/... || die "the client does not compile in the module"
payloadvet -test=false ./rhsample/... >"$work/found" 2>&1 || true
grep -q 'code is never checked\|Code is never checked' "$work/found" || die "nothing is found in the client"
echo "the same with a client"
all
