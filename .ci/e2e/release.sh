#!/usr/bin/env bash
# The Action and the release: checked by their own checkers and, as far as one
# machine can, carried out. act runs the Action, goreleaser makes a snapshot.
source "$(dirname "$0")/lib.sh"
apt git git
apt zip zip
own_git
tool github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
tool github.com/nektos/act@v0.2.89
# Later releases need a later Go, or a module that not every proxy serves.
tool github.com/goreleaser/goreleaser/v2@v2.15.1
build

# A module proxy that has this tree as a release, so that `go install
# …@v0.0.1` is tried before there is one.
module=github.com/payloadlint/payloadlint version=v0.0.1
copy_tree "$work/zip/$module@$version"
proxy="$work/proxy/$module/@v"
mkdir -p "$proxy"
# As the module proxy does: what has a go.mod of its own is another module.
find "$work/zip/$module@$version" -mindepth 2 -name go.mod -printf '%h\0' | xargs -0 rm -rf
(cd "$work/zip" && zip -qrD "$proxy/$version.zip" .)
cp "$root/go.mod" "$proxy/$version.mod"
printf '{"Version": "%s", "Time": "2026-01-01T00:00:00Z"}' "$version" >"$proxy/$version.info"
echo "$version" >"$proxy/list"

# The Action where it is used, with every exit status.
flow="$work/flow"
mkdir -p "$flow/.github/workflows"
cp "$root/action.yml" "$flow/"
cp -r "$root/testdata/quickstart/." "$flow/"
cat >"$flow/.github/workflows/lint.yml" <<'YAML'
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: clean
        uses: ./
        with:
          version: v0.0.1
          paths: requests/portrait.json
      - id: findings
        continue-on-error: true
        uses: ./
        with:
          version: installed
          paths: |
            requests/portrait.json
            requests/wrong-node.json
          sarif: payloadlint.sarif
      - id: usage
        continue-on-error: true
        uses: ./
        with:
          version: installed
          args: --no-such-flag
      - id: unread
        continue-on-error: true
        uses: ./
        with:
          version: installed
          paths: no-such-file.json
          working-directory: requests
      - id: lenient
        uses: ./
        with:
          version: installed
          paths: requests/wrong-node.json
          args: |
            --fail-on=never
            --quiet
      - name: Results
        run: |
          echo "statuses ${{ steps.clean.outputs.status }} ${{ steps.findings.outputs.status }} ${{ steps.usage.outputs.status }} ${{ steps.unread.outputs.status }} ${{ steps.lenient.outputs.status }}"
          echo "outcomes ${{ steps.clean.outcome }} ${{ steps.findings.outcome }} ${{ steps.usage.outcome }} ${{ steps.unread.outcome }}"
          grep -c '"ruleId"' payloadlint.sarif
          payloadlint version
YAML
git -C "$flow" init -q
git -C "$flow" add -A
git -C "$flow" commit -qm "Use the Action"
cd "$flow"
expect 0 actionlint
echo "actionlint takes action.yml where it is used"

# act runs the job on this machine itself; its caches go with the rest, and so
# does the module cache: the release that is none must not stay in the user's.
XDG_CACHE_HOME="$work/act" expect 0 act push -P ubuntu-latest=-self-hosted \
  --env "GOPROXY=file://$work/proxy,file://$(go env GOMODCACHE)/cache/download,$(go env GOPROXY)" --env "GONOSUMDB=$module" --env GOFLAGS=-modcacherw \
  --env "GOMODCACHE=$work/modules" --env "GOCACHE=$(go env GOCACHE)" --env LC_ALL=C.UTF-8
says "statuses 0 1 2 3 0"
says "outcomes success failure failure failure"
says "::error file=requests/wrong-node.json,line=5,col="
says "payloadlint $version "
echo "act: the Action installs, annotates, writes SARIF and keeps the statuses 0, 1, 2 and 3"

# The release: what goreleaser says of its file, then a snapshot for two
# systems. Publishing, images and SBOMs need what is not here.
copy_tree "$work/release"
cd "$work/release"
git init -q
git remote add origin "https://$module"
git add -A
git commit -qm release
git tag v0.0.1
expect 0 goreleaser check
expect 0 actionlint .github/workflows/*.yml
if grep -hE '^ *(- )?uses: ' .github/workflows/*.yml | grep -vE '@[0-9a-f]{40} # v[0-9.]+$'; then die "an action is not pinned to a commit"; fi
sed -e 's/goos: \[linux, darwin, windows\]/goos: [linux, windows]/' -e 's/goarch: \[amd64, arm64\]/goarch: [amd64]/' .goreleaser.yaml >"$work/snapshot.yaml"
expect 0 goreleaser release --snapshot --clean --skip=sbom,docker -f "$work/snapshot.yaml"
(cd dist && sha256sum --quiet -c checksums.txt) || die "the checksums are wrong"
deb=$(find dist -name '*_amd64.deb')
dpkg-deb -c "$deb" >"$work/out"
for file in ./usr/bin/payloadlint ./usr/bin/payloadvet ./usr/share/man/man1/payloadlint.1; do says "$file"; done
[ -n "$(find dist -name '*.rpm')" ] || die "no rpm"
tar -tzf "$(find dist -name '*_linux_amd64.tar.gz')" >"$work/out"
for file in payloadlint payloadvet LICENSE LICENSES.txt README.md man/payloadlint.1; do says "$file"; done
[ -n "$(find dist -name '*_windows_amd64.zip')" ] || die "no archive for Windows"
[ -n "$(find dist -path '*scoop*' -name 'payloadlint.json')" ] || die "no Scoop manifest"
[ -n "$(find dist -path '*homebrew*' -name 'payloadlint.rb')" ] || die "no Homebrew cask"
released=$(find dist -path '*linux_amd64*' -name payloadlint -type f | head -n 1)
expect 0 "$released" version
says "payloadlint 0.0.1"
# The image has nothing but the binary, so it must be static.
if command -v ldd >/dev/null && ldd "$released" >/dev/null 2>&1; then die "the released program is not static"; fi
echo "goreleaser: valid, and the snapshot has archives, deb, rpm, checksums, Scoop and Homebrew files"

npm_install dockerfilelint@1.8.0
for f in Dockerfile .ci/release.Dockerfile; do
  expect 0 dockerfilelint "$root/$f"
  # The entry gives up root's rights for those of the mount's owner; image.sh tries it.
  grep -q '^ENTRYPOINT .*/payloadlint/entrypoint' "$root/$f" || die "$f runs as root"
done
echo "dockerfilelint takes the images"

expect 0 payloadlint man "$work/man"
[ -s "$work/man/payloadlint.1" ] || die "no manual page"
if command -v man >/dev/null; then
  man --warnings=w -l "$work/man/payloadlint.1" >"$work/out" 2>"$work/warnings" || die "man cannot read the manual page"
  [ ! -s "$work/warnings" ] || die "man warns: $(head -n 3 "$work/warnings")"
  says "payloadlint"
fi
payloadlint completion bash >"$work/completion.bash"
bash -n "$work/completion.bash" || die "the bash completion is no bash"
(cd "$root" && CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -o /dev/null ./cmd/payloadlint) || die "does not build for macOS"
echo "manual page and completion are made; builds for macOS"
