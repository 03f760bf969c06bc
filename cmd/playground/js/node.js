// payloadlint for node: the files of the engine lie beside this one.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import "./wasm_exec.js";
import { api, connect, PayloadlintError } from "./engine.js";

const beside = (/** @type {string} */ name) => new URL(name, import.meta.url);

/**
 * The bytes of a module. The one that starts first lies there unpacked too; where
 * somebody left that out, as for the other, they are unpacked now.
 * @param {string} name
 */
async function unpacked(name) {
  try {
    return await readFile(beside(name));
  } catch (/** @type {any} */ e) {
    if (e.code !== "ENOENT") throw e;
    return promisify(gunzip)(await readFile(beside(name + ".gz")));
  }
}

const ask = connect({
  module: async (name) => WebAssembly.compile(await unpacked(name)),
  asset: (name) => readFileSync(beside(name)),
});

export const { check, explain, describe, build } = api(ask);
export { PayloadlintError };
