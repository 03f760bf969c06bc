// The engine for JavaScript: the Go program, compiled to WebAssembly, behind
// functions that take texts and give objects. Nothing here knows where files
// come from; node.js and browser.js do.
//
// There are two builds of it. engine.wasm reads JSON. sources.wasm also finds the
// requests in programs, shell commands, Markdown and recordings; it is started
// when a text first needs it.

/** A fault that is not the request's: of the workflow, of the node definitions, or of the engine. */
export class PayloadlintError extends Error {
  /**
   * @param {string} message
   * @param {string} text which text is at fault: workflow, nodes, or "crash"
   */
  constructor(message, text) {
    super(message);
    this.name = "PayloadlintError";
    this.text = text;
  }
}

/**
 * @typedef {object} Files
 * @property {(name: string) => Promise<WebAssembly.Module>} module compiles engine.wasm or sources.wasm
 * @property {(name: string) => Uint8Array} asset gives a data file at once: packs.bin or models.bin
 */

/** Starts one build and gives its call function. */
async function start(/** @type {Files} */ files, /** @type {string} */ name) {
  const module = await files.module(name);
  const scope = /** @type {any} */ (globalThis);
  const go = new scope.Go();
  go.argv = ["payloadlint"];
  go.env = {};
  const instance = await WebAssembly.instantiate(module, go.importObject);
  /** @type {(method: string, input: object) => {result?: string, error?: string, text?: string}} */
  let call = () => ({ error: "the engine did not start", text: "crash" });
  scope.payloadlintAsset = files.asset;
  scope.payloadlintReady = (/** @type {typeof call} */ f) => {
    call = f;
  };
  // It runs until it waits for calls; the promise settles when it ends, which it
  // does not.
  void go.run(instance);
  delete scope.payloadlintReady;
  return call;
}

/**
 * Makes the function that asks the engine. It starts what it needs.
 * @param {Files} files
 */
export function connect(files) {
  /** @type {Map<string, ReturnType<typeof start>>} */
  const started = new Map();
  const build = (/** @type {string} */ name) => {
    let s = started.get(name);
    if (!s) {
      s = start(files, name);
      s.catch(() => started.delete(name)); // the network may be back next time
      started.set(name, s);
    }
    return s;
  };

  /**
   * @param {string} method
   * @param {Record<string, unknown>} input
   * @returns {Promise<any>}
   */
  return async function ask(method, input) {
    for (const name of ["engine.wasm", "sources.wasm"]) {
      const answer = (await build(name))(method, input);
      if (answer.result !== undefined) return JSON.parse(answer.result);
      if (answer.text === "sources") continue;
      if (answer.text === "crash") started.delete(name);
      throw new PayloadlintError(answer.error ?? "", answer.text ?? "");
    }
    throw new PayloadlintError("no build reads this text", "crash");
  };
}

/** A text, or a value that becomes one. */
const textOf = (/** @type {unknown} */ v) => (v === undefined || v === null ? "" : typeof v === "string" ? v : JSON.stringify(v));

/**
 * The API over a connection. Requests, workflows, answers and node definitions
 * may be texts or values.
 * @param {ReturnType<typeof connect>} ask
 */
export function api(ask) {
  const input = (/** @type {any} */ o = {}) => ({ ...o, workflow: textOf(o.workflow), nodes: textOf(o.nodes), request: textOf(o.request) });
  return {
    check: (/** @type {unknown} */ request, /** @type {any} */ options) => ask("check", { ...input(options), request: textOf(request) }),
    explain: (/** @type {unknown} */ answer, /** @type {any} */ options) => ask("explain", { ...input(options), answer: textOf(answer) }),
    describe: (/** @type {unknown} */ workflow, /** @type {any} */ options) => ask("describe", { ...input(options), workflow: textOf(workflow) }),
    build: (/** @type {unknown} */ workflow, /** @type {any} */ options) => ask("build", { ...input(options), workflow: textOf(workflow) }),
  };
}
