#!/usr/bin/env node
// Runs the program from the optional package of this platform.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";

const { optionalDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const name = `@payloadlint/${process.platform}-${process.arch}`;

/** Ends with the program's status for what could not be read or run. */
function fail(/** @type {string[]} */ ...lines) {
  console.error("payloadlint: " + lines.join("\n"));
  process.exit(3);
}

function find() {
  if (process.env.PAYLOADLINT_BINARY) return process.env.PAYLOADLINT_BINARY;
  const other = "Or set PAYLOADLINT_BINARY to a program that you built (go install github.com/payloadlint/payloadlint/cmd/payloadlint@latest).";
  if (!(name in optionalDependencies)) {
    const known = Object.keys(optionalDependencies).map((n) => n.replace("@payloadlint/", ""));
    fail(`there is no package for ${process.platform} on ${process.arch}.`, `Use one of these platforms: ${known.join(", ")}.`, other);
  }
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/payloadlint${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    return fail(
      `the package ${name}, which holds the program for this platform, is not installed.`,
      "Install again without --omit=optional or --no-optional. If node_modules or the lock file came from another platform, delete both first.",
      other,
    );
  }
}

const program = find();
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// A terminal sends its interrupt to both; the program decides what it means.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (err) => fail(`${program} does not run: ${err.message}`));
child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
