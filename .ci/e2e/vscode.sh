#!/usr/bin/env bash
# The VS Code extension: types, bundle, licences of what is in it, tests in Node
# with a stand-in for the module vscode against the real server, and the package.
# VS Code's own test host is a download of its own, and is not used.
source "$(dirname "$0")/lib.sh"
apt nodejs node
apt npm npm
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
copy_tree "$work/tree"
cd "$work/tree/cmd/vscode"
if grep -n '"resolved"' package-lock.json | grep -v '"https://registry.npmjs.org/'; then
  die "package-lock.json names another registry"
fi
npm ci --silent --no-audit --no-fund >/dev/null || die "npm ci"
expect 0 env PAYLOADLINT="$work/bin/payloadlint" npm test
says "# fail 0"
expect 0 npm run package
expect 0 unzip -l payloadlint.vsix
for file in package.json dist/extension.js LICENSE licenses.txt; do says "$(basename "$file")"; done
silent_on node_modules
