#!/usr/bin/env bash
# The playground in Debian's Chromium, and the JavaScript API in node. With
# PICTURE=FILE the picture of the READMEs is written there.
source "$(dirname "$0")/lib.sh"
apt npm npm
apt chromium chromium
npm_install playwright-core@1.65.1 axe-core@4.14.1

bash "$root/cmd/playground/build" "$work/page"
[ "$(wc -c <"$work/page/engine.wasm.gz")" -lt 2800000 ] || die "the engine has grown: $(wc -c <"$work/page/engine.wasm.gz") bytes"
if grep -rlE 'https?://(cdn|unpkg|esm\.sh|fonts\.)' "$work/page"/*.js "$work/page"/*.html "$work/page"/*.css; then die "the page names another server"; fi

PAYLOADLINT_JS="$root/dist/js/node.js" node --test "$root/cmd/playground/js/node.test.js"
# Node starts from the unpacked engine, and from the packed one where only that is.
cp -r "$root/dist/js" "$work/packed"
gzip -dc "$work/packed/engine.wasm.gz" | cmp - "$work/packed/engine.wasm" || die "the packed engine is another one"
rm "$work/packed/engine.wasm"
PAYLOADLINT_JS="$work/packed/node.js" node --test "$root/cmd/playground/js/node.test.js" >/dev/null || die "the packed engine does not start"

cp "$root/.ci/e2e/playground.mjs" "$work/"
(cd "$work" && CHROMIUM=$(command -v chromium) node playground.mjs "$work/page" "$work/playground.png")
[ "$(wc -c <"$work/playground.png")" -lt 200000 ] || die "the picture is large"
if [ -n "${PICTURE:-}" ]; then cp "$work/playground.png" "$PICTURE"; fi
