// The worker in which the engine runs and graphs are laid out, so that typing
// never waits for either.
import "../../js/wasm_exec.js";
import { connect, PayloadlintError } from "../../js/engine.js";
import { asset, module } from "../../js/fetch.js";
import { layout } from "./layout";
import type { Call, Reply } from "./client";

const base = new URL(".", self.location.href).href;
const ask = connect({ module: (name: string) => module(base + name + ".gz"), asset: (name: string) => asset(base + name) });

self.onmessage = async (event: MessageEvent<Call>) => {
  const { id, method, input } = event.data;
  let reply: Reply;
  try {
    reply = { id, result: method === "layout" ? layout(input as never) : await ask(method, input as Record<string, unknown>) };
  } catch (e) {
    reply = { id, error: e instanceof Error ? e.message : String(e), text: e instanceof PayloadlintError ? e.text : "crash" };
  }
  self.postMessage(reply);
};

// The first check is what everybody waits for: its engine starts with the page.
ask("explain", { answer: "0" }).catch(() => undefined);
