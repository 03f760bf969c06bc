#!/usr/bin/env bash
# The npm packages, packed and run from their tarballs without network, their
# JavaScript API in node and in Chromium, and the Python wheel.
source "$(dirname "$0")/lib.sh"
apt nodejs node
apt npm npm
apt zip zip
apt python3 python3
apt procps ps
tool github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
expect 0 actionlint "$root/.github/workflows/release.yml"

# One table: its platforms are those of the release.
node -e '
const { platforms } = JSON.parse(require("fs").readFileSync(process.argv[1]));
const release = require("fs").readFileSync(process.argv[2], "utf8");
const list = (key) => new RegExp(key + ": \\[(.*)\\]").exec(release)[1].split(", ");
const want = list("goos").flatMap((os) => list("goarch").map((arch) => os + "/" + arch)).sort().join();
const got = platforms.map((p) => p.goos + "/" + p.goarch).sort().join();
if (want !== got) throw new Error(`goreleaser makes ${want}, table.json has ${got}`);
' "$root/cmd/npm/table.json" "$root/.goreleaser.yaml" || die "table.json and .goreleaser.yaml differ"

bash "$root/cmd/playground/build" "$work/page" >/dev/null
build=(node "$root/cmd/npm/build.mjs")
platform=$(node -p 'process.platform + "-" + process.arch')
version=$(node -p 'require(process.argv[1]).version' "$root/cmd/npm/table.json")

# What cannot be made says why.
expect 1 "${build[@]}"
says "usage:"
expect 1 "${build[@]}" --build --only plan9-x64 --out "$work/none"
says "no platform plan9-x64"

expect 0 "${build[@]}" --build --out "$work/npm"
mkdir "$work/tgz"
for package in "$platform" payloadlint; do
  (cd "$work/tgz" && npm pack --silent --cache "$work/npm-cache" "$work/npm/$package" >/dev/null)
done
main=$work/tgz/payloadlint-$version.tgz own=$work/tgz/payloadlint-$platform-$version.tgz
tar -tzf "$main" >"$work/out"
for file in bin/payloadlint.js js/node.js js/browser.js js/payloadlint.d.ts js/engine.wasm js/engine.wasm.gz js/packs.bin js/LICENSES.txt LICENSE README.md; do says "package/$file"; done
wc -c "$main" "$own" | sed "s:$work/tgz/::"

# Where it is used: as a project's dependency, in a folder with a request.
export npm_config_cache=$work/npm-cache npm_config_update_notifier=false
cp -r "$root/testdata/quickstart" "$work/use"
cd "$work/use"
echo '{"private":true}' >package.json
expect 0 npm install --offline --no-audit --no-fund "$main" "$own"
[ "$(find node_modules/@payloadlint -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] || die "not one platform's package"
expect 0 npx --offline payloadlint version
says "payloadlint $version "
expect 0 npx --offline payloadlint requests/portrait.json
expect 1 npx --offline payloadlint requests/wrong-node.json
says "requests/wrong-node.json:5:"
expect 2 npx --offline payloadlint --no-such-flag
expect 3 npx --offline payloadlint no-such-file.json
expect 1 sh -c 'npx --offline payloadlint - <requests/wrong-node.json'
says "803"

# A signal reaches the program: neither it nor the launcher stays.
mkfifo "$work/input"
node_modules/.bin/payloadlint lsp <"$work/input" >/dev/null 2>&1 &
launcher=$!
exec 9>"$work/input"
child=
for _ in $(seq 100); do
  child=$(ps -o pid= --ppid "$launcher" | tr -d ' ' || true)
  [ -n "$child" ] && break
  sleep 0.1
done
[ -n "$child" ] || die "the launcher did not start the program"
kill -TERM "$launcher"
wait "$launcher" || true
if kill -0 "$child" 2>/dev/null; then die "the program outlives its launcher"; fi
exec 9>&-

# Where no package fits.
other() {
  node --import "data:text/javascript,Object.defineProperty(process,'platform',{value:'$1'})" node_modules/payloadlint/bin/payloadlint.js version
}
expect 3 other sunos
says "there is no package for sunos on "
says "linux-x64"
expect 3 other win32
says "is not installed"
PAYLOADLINT_BINARY=$work/npm/$platform/bin/payloadlint expect 0 other sunos
PAYLOADLINT_BINARY=$work/none expect 3 other sunos
says "does not run"
echo "npm: installed from the tarballs, npx runs it, and what does not fit is said"

# The JavaScript API by the package's name, with its types, and in Chromium.
cat >api.test.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check, PayloadlintError } from "payloadlint";

const workflow = JSON.parse(readFileSync("workflows/portrait.json", "utf8"));
const read = (name) => JSON.parse(readFileSync(`requests/${name}.json`, "utf8"));

test("check", async () => {
  const wrong = await check(read("wrong-node"), { workflow });
  assert.equal(wrong.files[0].verdict.code, 803);
  assert.equal(wrong.files[0].findings[0].node, "16");
  assert.equal((await check(read("portrait"), { workflow })).summary.errors, 0);
  await assert.rejects(check({}, { workflow: { nodes: [], links: [] } }), PayloadlintError);
});
JS
expect 0 node --test api.test.mjs
says "# pass 1"
# The API's own tests, over the files as they were installed.
PAYLOADLINT_JS=$PWD/node_modules/payloadlint/js/node.js expect 0 node --test "$root/cmd/playground/js/node.test.js"

npm_install typescript@7.0.2 playwright-core@1.65.1
cat >use.mts <<'TS'
import { check, type Report } from "payloadlint";
const report: Report = await check({}, { workflow: {}, lang: "zh" });
const line: number = report.files[0].findings[0].line;
// @ts-expect-error no such option
await check({}, { work: line });
TS
for resolution in nodenext bundler; do
  module=$([ "$resolution" = bundler ] && echo esnext || echo nodenext)
  expect 0 tsc --noEmit --strict --target esnext --module "$module" --moduleResolution "$resolution" use.mts
done

apt chromium chromium
cat >"$work/browser.mjs" <<'JS'
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const folder = process.argv[2];
const exports = JSON.parse(await readFile(join(folder, "node_modules/payloadlint/package.json"), "utf8")).exports["."];
const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  try {
    const body = path === "/" ? "<!doctype html><link rel=icon href=data:,>" : await readFile(join(folder, path));
    const type = path === "/" ? "text/html" : extname(path) === ".js" ? "text/javascript" : "application/octet-stream";
    response.writeHead(200, { "content-type": type }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const home = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  const page = await browser.newPage();
  const elsewhere = [];
  page.on("request", (r) => r.url().startsWith(home) || r.url().startsWith("data:") || elsewhere.push(r.url()));
  await page.goto(home);
  const code = await page.evaluate(async (module) => {
    const { check } = await import(module);
    const text = async (name) => (await fetch(name)).text();
    const report = await check(await text("/requests/wrong-node.json"), { workflow: await text("/workflows/portrait.json") });
    return report.files[0].verdict.code;
  }, join("/node_modules/payloadlint", exports.browser));
  assert.equal(code, 803);
  assert.deepEqual(elsewhere, []);
} finally {
  await browser.close();
  server.close();
}
JS
CHROMIUM=$(command -v chromium) expect 0 node "$work/browser.mjs" "$PWD"
echo "npm: the JavaScript API works in node and in Chromium, and its types fit"

# From a release: archives as goreleaser names them, one for Windows.
mkdir -p "$work/release" "$work/bin/man"
cp "$work/npm/$platform/bin/payloadlint" "$work/bin/payloadlint"
echo program >"$work/bin/payloadlint.exe"
echo page >"$work/bin/man/payloadlint.1"
native=$(node -p 'const p = require(process.argv[1]).platforms.find((p) => p.name === process.argv[2]); p.goos + "_" + p.goarch' "$root/cmd/npm/table.json" "$platform")
(cd "$work/bin" && tar -czf "$work/release/payloadlint_0.0.2_$native.tar.gz" man/payloadlint.1 payloadlint && zip -q "$work/release/payloadlint_0.0.2_windows_arm64.zip" man/payloadlint.1 payloadlint.exe)
(cd "$work/release" && sha256sum payloadlint_* >checksums.txt)
expect 1 "${build[@]}" --from "$work/release" --out "$work/from"
says "no archive for"
expect 0 "${build[@]}" --from "$work/release" --only "$platform,win32-arm64" --out "$work/from"
says "payloadlint 0.0.2 for"
cmp "$work/from/$platform/bin/payloadlint" "$work/bin/payloadlint"
cmp "$work/from/win32-arm64/bin/payloadlint.exe" "$work/bin/payloadlint.exe"
[ -x "$work/from/$platform/bin/payloadlint" ] || die "the program cannot be run"
grep -q "\"@payloadlint/darwin-arm64\": \"0.0.2\"" "$work/from/payloadlint/package.json" || die "the platforms' version differs"
expect 0 python3 "$root/cmd/npm/wheel.py" "$work/from" "$work/wheels"
says "payloadlint-0.0.2-py3-none-win_arm64.whl"
echo more >>"$work/release/payloadlint_0.0.2_windows_arm64.zip"
expect 1 "${build[@]}" --from "$work/release" --only win32-arm64 --out "$work/from"
says "is not what checksums.txt says"
echo "npm: made from a release's archives, which are checked first"

# The wheel: whole, every file as RECORD says, and run where pip installs it.
expect 0 python3 "$root/cmd/npm/wheel.py" "$work/npm" "$work/wheels"
wheel=$(cat "$work/out")
expect 0 python3 -m zipfile -t "$wheel"
expect 0 python3 -m zipfile -l "$wheel"
for file in payloadlint/bin/payloadlint payloadlint/__main__.py "payloadlint-$version.dist-info/"{METADATA,WHEEL,RECORD,entry_points.txt,LICENSE,LICENSES.txt}; do says "$file"; done
python3 - "$wheel" <<'PY' || die "the wheel's RECORD or tags are wrong"
import base64, csv, hashlib, io, os, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
record = next(n for n in z.namelist() if n.endswith("/RECORD"))
rows = list(csv.reader(io.StringIO(z.read(record).decode())))
assert sorted(r[0] for r in rows) == sorted(z.namelist())
for name, digest, size in rows:
    if name != record:
        data = z.read(name)
        assert len(data) == int(size), name
        assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode(), name
tags = [l[5:] for l in z.read(record.replace("RECORD", "WHEEL")).decode().splitlines() if l.startswith("Tag: ")]
python, abi, platforms = os.path.basename(sys.argv[1])[:-4].split("-")[2:]
assert tags == [f"{python}-{abi}-{p}" for p in platforms.split(".")], tags
PY
if python3 -m venv "$work/venv" 2>/dev/null && "$work/venv/bin/python" -m pip --version >/dev/null 2>&1; then
  expect 0 "$work/venv/bin/python" -m pip install --no-index --disable-pip-version-check "$wheel"
  expect 0 "$work/venv/bin/payloadlint" version
  says "payloadlint $version "
  expect 1 "$work/venv/bin/payloadlint" requests/wrong-node.json
  expect 1 "$work/venv/bin/python" -m payloadlint requests/wrong-node.json
  says "requests/wrong-node.json:5:"
  echo "wheel: whole, and pip installs it"
else
  echo "wheel: whole; pip is not here to install it"
fi
