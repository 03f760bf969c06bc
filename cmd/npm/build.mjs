// Makes the folders of the npm packages: payloadlint, and one per platform with
// the program. See README.md.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { entry } from "./archive.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const usage = "usage: node cmd/npm/build.mjs --from DIR | --build  [--only linux-x64,…] [--js DIR] [--out DIR]";

function die(/** @type {string} */ text) {
  console.error(text);
  process.exit(1);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        from: { type: "string" },
        build: { type: "boolean" },
        only: { type: "string" },
        js: { type: "string", default: join(root, "dist/js") },
        out: { type: "string", default: join(root, "dist/npm") },
      },
    });
    if (Boolean(values.from) === Boolean(values.build)) throw new Error("give --from or --build");
    return values;
  } catch (err) {
    return die(`${err.message}\n${usage}`);
  }
}

const { from, only, js, out } = options();
const table = JSON.parse(readFileSync(join(here, "table.json"), "utf8"));
const exe = (p) => (p.os === "win32" ? "payloadlint.exe" : "payloadlint");

/** The platforms to make packages for: all of a release's, or this machine's. */
function wanted() {
  if (only) return only.split(",").map((n) => table.platforms.find((p) => p.name === n) ?? die(`table.json has no platform ${n}`));
  if (from) return table.platforms;
  const own = table.platforms.filter((p) => p.os === process.platform && p.cpu === process.arch);
  return own.length > 0 ? own : die(`table.json has no platform ${process.platform}-${process.arch}`);
}

/** The programs as the go command makes them now. */
function compiled() {
  return {
    version: table.version,
    program(p, file) {
      execFileSync(process.env.GO ?? "go", ["build", "-trimpath", "-ldflags", `-s -w -X main.version=${table.version}`, "-o", file, "./cmd/payloadlint"], {
        cwd: root,
        stdio: "inherit",
        env: { ...process.env, CGO_ENABLED: "0", GOOS: p.goos, GOARCH: p.goarch },
      });
    },
  };
}

/** The programs of a release's archives, which must be what checksums.txt says. */
function released(/** @type {string} */ dir) {
  const sums = new Map();
  const list = join(dir, "checksums.txt");
  if (!existsSync(list)) die(`${list} is missing`);
  for (const line of readFileSync(list, "utf8").split("\n")) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (name) sums.set(name, sum);
  }
  const pattern = /^payloadlint_(\d.*)_([a-z]+)_([a-z0-9]+)\.(?:tar\.gz|zip)$/;
  const archives = readdirSync(dir).flatMap((name) => {
    const m = pattern.exec(name);
    return m ? [{ name, version: m[1], goos: m[2], goarch: m[3] }] : [];
  });
  const versions = [...new Set(archives.map((a) => a.version))];
  if (versions.length !== 1) die(`${dir} has the archives of ${versions.length} versions: ${versions.join(", ")}`);
  return {
    version: versions[0],
    program(p, file) {
      const archive = archives.find((a) => a.goos === p.goos && a.goarch === p.goarch) ?? die(`${dir} has no archive for ${p.goos}_${p.goarch}`);
      const bytes = readFileSync(join(dir, archive.name));
      if (createHash("sha256").update(bytes).digest("hex") !== sums.get(archive.name)) die(`${archive.name} is not what checksums.txt says`);
      writeFileSync(file, entry(archive.name, bytes, exe(p)) ?? die(`${archive.name} has no ${exe(p)}`), { mode: 0o755 });
    },
  };
}

function write(/** @type {string} */ dir, /** @type {object} */ manifest) {
  writeFileSync(join(dir, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  cpSync(join(root, "LICENSE"), join(dir, "LICENSE"));
}

/** The licences of the modules that a program is compiled from. */
function notices(/** @type {{goos: string, goarch: string}} */ p) {
  return execFileSync("bash", [join(root, ".ci/notices"), "./cmd/payloadlint"], { env: { ...process.env, SYSTEMS: `${p.goos}/${p.goarch}` }, maxBuffer: 1 << 24 });
}

if (!existsSync(join(js, "node.js"))) die(`${js} does not hold the JavaScript API; make playground builds it`);
const platforms = wanted();
const source = from ? released(from) : compiled();
const common = {
  version: source.version,
  license: "Apache-2.0",
  homepage: "https://github.com/payloadlint/payloadlint",
  repository: { type: "git", url: "git+https://github.com/payloadlint/payloadlint.git", directory: "cmd/npm" },
  publishConfig: { access: "public" },
};

for (const name of ["payloadlint", ...table.platforms.map((p) => p.name)]) rmSync(join(out, name), { recursive: true, force: true });
for (const p of platforms) {
  const dir = resolve(out, p.name);
  mkdirSync(join(dir, "bin"), { recursive: true });
  source.program(p, join(dir, "bin", exe(p)));
  writeFileSync(join(dir, "README.md"), `# @payloadlint/${p.name}\n\nThe program of payloadlint for ${p.os} on ${p.cpu}. Install \`payloadlint\` instead.\n`);
  // Yarn must unpack it: a program inside an archive cannot be run.
  writeFileSync(join(dir, "LICENSES.txt"), notices(p));
  write(dir, { name: `@payloadlint/${p.name}`, description: `payloadlint for ${p.os} on ${p.cpu}`, ...common, os: [p.os], cpu: [p.cpu], preferUnplugged: true, files: ["bin", "LICENSES.txt"] });
}

const dir = resolve(out, "payloadlint");
mkdirSync(join(dir, "bin"), { recursive: true });
cpSync(js, join(dir, "js"), { recursive: true });
cpSync(join(here, "bin/payloadlint.js"), join(dir, "bin/payloadlint.js"));
cpSync(join(here, "README.md"), join(dir, "README.md"));
write(dir, {
  name: "payloadlint",
  description: "Check RunningHub requests and ComfyUI prompts before they are sent.",
  keywords: ["RunningHub", "ComfyUI", "lint", "JSON"],
  ...common,
  type: "module",
  bin: { payloadlint: "bin/payloadlint.js" },
  // The engine's files are beside browser.js; who copies them needs their paths.
  exports: {
    ".": { types: "./js/payloadlint.d.ts", browser: "./js/browser.js", default: "./js/node.js" },
    "./js/*": "./js/*",
    "./package.json": "./package.json",
  },
  files: ["bin", "js"],
  engines: { node: ">=18" },
  optionalDependencies: Object.fromEntries(table.platforms.map((p) => [`@payloadlint/${p.name}`, source.version])),
});
console.log(`${out}: payloadlint ${source.version} for ${platforms.map((p) => p.name).join(", ")}`);
