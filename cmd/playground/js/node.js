// payloadlint for node: the files of the engine lie beside this one.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import "./wasm_exec.js";
import { api, connect, PayloadlintError } from "./engine.js";

const beside = (/** @type {string} */ name) => new URL(name, import.meta.url);

const ask = connect({
  module: async (name) => WebAssembly.compile(await promisify(gunzip)(await readFile(beside(name + ".gz")))),
  asset: (name) => readFileSync(beside(name)),
});

export const { check, explain, describe, build } = api(ask);
export { PayloadlintError };
