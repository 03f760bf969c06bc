# Shared by the end-to-end scripts; sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
# Module caches are read-only: without the right to write, rm leaves them.
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

# Words are compared, so the language is fixed.
export LC_ALL=C.UTF-8

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

# silent_on TEXT: the last output does not have it.
silent_on() {
  if grep -qF -- "$1" "$work/out"; then
    cat "$work/out" >&2
    die "the output says: $1"
  fi
}

# apt PACKAGE COMMAND: installs a Debian package unless the command is there.
apt() {
  command -v "$2" >/dev/null && return
  local sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

# npm_install PACKAGE@VERSION…: into $work, nowhere else.
npm_install() {
  apt npm npm
  (cd "$work" && npm install --silent --no-audit --no-fund --no-save --prefix "$work" --cache "$work/npm-cache" "$@" >/dev/null)
  export PATH="$work/node_modules/.bin:$PATH"
}

# tool PACKAGE@VERSION: a Go program at an exact version, on the PATH. Big ones
# take minutes to build, so the binary is kept in the user's cache by version.
tool() {
  local name version dir
  name=$(basename "${1%@*}") version=${1##*@}
  case $name in v[0-9]*) name=$(basename "$(dirname "${1%@*}")") ;; esac
  dir="${XDG_CACHE_HOME:-$HOME/.cache}/payloadlint-e2e/$name-$version-$(go env GOVERSION)"
  if [ ! -x "$dir/$name" ]; then
    # Built beside its place and moved there whole: an interrupted run leaves
    # nothing that looks finished.
    GOBIN="$work/tool" GOFLAGS=-mod=mod go install "$1"
    mkdir -p "$dir"
    mv "$work/tool/$name" "$dir/$name"
  fi
  export PATH="$dir:$PATH"
}

# build: the programs as a user would install them.
build() {
  (cd "$root" && go build -o "$work/bin/" ./cmd/...)
  export PATH="$work/bin:$PATH"
}

# copy_tree DIR: the working tree as it stands, what git ignores left out.
copy_tree() {
  mkdir -p "$1"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' f; do
    if [ -e "$f" ]; then printf '%s\0' "$f"; fi
  done | xargs -0 cp --parents -t "$1")
}

# own_git: git with a configuration of its own.
own_git() {
  export GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_NOSYSTEM=1
  git config --global user.email e2e@example.com
  git config --global user.name e2e
  git config --global init.defaultBranch main
  git config --global protocol.file.allow always
  git config --global advice.detachedHead false
}
