// payloadlint for browsers and their workers: the files of the engine lie beside
// this one, and are fetched from there when they are first needed.
import "./wasm_exec.js";
import { api, connect, PayloadlintError } from "./engine.js";
import { asset, module } from "./fetch.js";

const base = new URL(".", import.meta.url).href;
const ask = connect({ module: (name) => module(base + name + ".gz"), asset: (name) => asset(base + name) });

export const { check, explain, describe, build } = api(ask);
export { PayloadlintError };
