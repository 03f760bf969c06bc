# Shared by the end-to-end scripts; sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

die() {
  echo "FAIL: $*" >&2
  exit 1
}

# expect STATUS COMMAND…: runs it, keeps its output in $work/out and checks
# the exit status.
expect() {
  local want=$1 got=0
  shift
  "$@" >"$work/out" 2>&1 || got=$?
  if [ "$got" -ne "$want" ]; then
    cat "$work/out" >&2
    die "exit status $got instead of $want: $*"
  fi
}

# says TEXT: the last output has it.
says() {
  grep -qF -- "$1" "$work/out" || {
    cat "$work/out" >&2
    die "the output does not say: $1"
  }
}

# apt PACKAGE COMMAND: installs a Debian package unless the command is there.
apt() {
  command -v "$2" >/dev/null && return
  local sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

# build: the programs as a user would install them.
build() {
  (cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint ./cmd/payloadvet)
  export PATH="$work/bin:$PATH"
}
