#!/usr/bin/env bash
# Measures payloadvet against go vet and errcheck on one large module: wall time
# (the median of RUNS) and the peak memory of the largest process. Everything is
# compiled beforehand; go vet gets an empty cache of results each time, because
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
    /usr/bin/time -f '%e %M' -o "$work/one" bash -c "$*" >/dev/null 2>&1 || true
    tail -n 1 "$work/one" >>"$work/times"
  done
  sort -n "$work/times" | awk -v name="$name" '{ t[NR] = $1; if ($2 > m) m = $2 } END { printf "%-28s %7.2f s %7.0f MiB\n", name, t[int((NR + 1) / 2)], m / 1024 }'
}

echo "$module, $(find . -name '*.go' ! -name '*_test.go' | wc -l) files, median of $runs"
measure "payloadvet" payloadvet -test=false ./...
measure "go vet -vettool=payloadvet" vettool
measure "go vet" vet
measure "errcheck" errcheck -ignoretests ./...
