// Builds the page into the folder given as the argument; what Go makes (the
// modules, their data, wasm_exec.js) is beside this project when it runs.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs FOLDER");
mkdirSync(out, { recursive: true });

const shared = { bundle: true, minify: true, target: "es2022", charset: "utf8", legalComments: "none", metafile: true, logLevel: "warning" };
const inputs = new Set();
for (const [name, format] of [
  ["boot", "iife"],
  ["worker", "iife"],
  ["main", "esm"],
]) {
  const { metafile } = await build({ ...shared, entryPoints: [`src/${name}.ts`], format, outfile: join(out, `${name}.js`) });
  Object.keys(metafile.inputs).forEach((i) => inputs.add(i));
}
for (const name of ["index.html", "style.css", "icon.svg"]) copyFileSync(name, join(out, name));

// The licences of what is in the bundles.
const packages = [...new Set([...inputs].map((i) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(i)?.[1]).filter(Boolean))].sort();
const texts = packages.map((name) => {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENCE", "license"].find((f) => {
    try {
      return readFileSync(join(folder, f));
    } catch {
      return false;
    }
  });
  if (!/^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause)$/.test(license)) throw new Error(`${name} is licensed as ${license}`);
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
});
writeFileSync(join(out, "LICENSES.txt"), ["The page bundles these packages; the checker is payloadlint itself (LICENSE) with the Go modules that go.mod lists.\n", ...texts].join(`\n${"-".repeat(72)}\n\n`));
console.log(packages.join(" "));
