#!/usr/bin/env bash
# Runs payloadlint over large packages of the npm registry and the module proxy
# that have nothing to do with RunningHub, and over clients of ComfyUI. It says
# how many files were read and how many requests were found in each, and must
# find nothing to complain about in any. Arguments (npm:NAME@VERSION,
# go:MODULE@VERSION) take the place of the list.
source "$(dirname "$0")/lib.sh"

# Chosen for size, for many languages and much documentation, for HTTP clients
# with bodies in them, for OpenAPI documents, and for workflows of ComfyUI.
packages=(
  npm:typescript@5.7.2
  npm:three@0.171.0
  npm:webpack@5.97.1
  npm:eslint@9.17.0
  npm:axios@1.7.9
  npm:openai@4.77.0
  npm:lodash@4.17.21
  npm:express@4.21.2
  npm:@stable-canvas/comfyui-client@1.5.9
  npm:@saintno/comfyui-sdk@0.3.1
  npm:comfy-ui-client@0.1.2
  npm:comfydeploy@0.0.19
  go:github.com/getkin/kin-openapi@v0.128.0
  go:github.com/google/go-github/v66@v66.0.0
  go:github.com/hashicorp/vault/api@v1.15.0
  go:github.com/minio/minio-go/v7@v7.0.80
  go:github.com/larksuite/oapi-sdk-go/v3@v3.4.7
  go:github.com/silenceper/wechat/v2@v2.1.7
)
[ $# -eq 0 ] || packages=("$@")

# unpack PACKAGE: its files in $work/package.
unpack() {
  rm -rf "$work/package" "$work/tarball"
  mkdir -p "$work/package" "$work/tarball"
  case $1 in
    npm:*)
      (cd "$work/tarball" && npm pack --silent --cache "$work/npm-cache" "${1#npm:}" >/dev/null) || return 1
      tar -xzf "$work"/tarball/*.tgz -C "$work/package" --strip-components=1
      ;;
    go:*)
      local dir
      dir=$(cd "$work" && go mod download -json "${1#go:}" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",\{0,1\}$/\1/p') || return 1
      [ -n "$dir" ] || return 1
      cp -R "$dir/." "$work/package"
      chmod -R u+w "$work/package"
      ;;
  esac
}

build
command -v npm >/dev/null || apt npm npm
export GOFLAGS=-mod=mod GOWORK=off
failed=()
for p in "${packages[@]}"; do
  if ! unpack "$p"; then
    echo "FAIL $p: cannot be downloaded"
    failed+=("$p")
    continue
  fi
  files=$(find "$work/package" -type f | wc -l)
  status=0
  (cd "$work/package" && payloadlint --stats -f text .) >"$work/out" 2>"$work/errors" || status=$?
  summary=$(grep -v '^payloadlint: ' "$work/errors" | sed 's/; looked in.*//; s/^\.: //' | paste -sd ';')
  # What is unchecked is not a complaint, but a request of somebody's.
  if [ "$status" -ne 0 ] || [ -s "$work/out" ]; then
    echo "FAIL $p: exit status $status, $summary"
    head -n 40 "$work/out" "$work/errors"
    failed+=("$p")
  else
    echo "ok   $p: $files files, $summary"
  fi
done
[ ${#failed[@]} -eq 0 ] || die "${failed[*]}"
echo "nothing found in ${#packages[@]} packages that have nothing to do with RunningHub"
