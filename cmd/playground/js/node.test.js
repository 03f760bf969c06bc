// The JavaScript API in node, from the built folder that PAYLOADLINT_JS names.
import assert from "node:assert/strict";
import { test } from "node:test";

const started = performance.now();
const { check, explain, describe, build, PayloadlintError } = await import(process.env.PAYLOADLINT_JS ?? "./node.js");

const workflow = {
  3: { class_type: "KSampler", inputs: { seed: 7, steps: 20, cfg: 8, sampler_name: "euler", scheduler: "normal", denoise: 1, model: ["4", 0], positive: ["6", 0], negative: ["6", 0], latent_image: ["5", 0] } },
  4: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "a.safetensors" } },
  5: { class_type: "EmptyLatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
  6: { class_type: "CLIPTextEncode", inputs: { text: "a cat", clip: ["4", 1] } },
  8: { class_type: "VAEDecode", inputs: { samples: ["3", 0], vae: ["4", 2] } },
  9: { class_type: "SaveImage", inputs: { images: ["8", 0], filename_prefix: "a" } },
};
const request = (/** @type {object} */ item) => ({ apiKey: "${RUNNINGHUB_API_KEY}", workflowId: "1904136902449209346", nodeInfoList: [item] });

test("a request against its workflow", async (t) => {
  const wrong = await check(request({ nodeId: "99", fieldName: "text", fieldValue: "a dog" }), { workflow });
  t.diagnostic(`first verdict after ${Math.round(performance.now() - started)} ms`);
  assert.equal(wrong.files[0].verdict.code, 803);
  assert.equal(wrong.files[0].findings[0].node, "99");
  const right = await check(request({ nodeId: "6", fieldName: "text", fieldValue: "a dog" }), { workflow: JSON.stringify(workflow) });
  assert.equal(right.summary.errors, 0);
  assert.notEqual(right.files[0].verdict.outcome, "rejected");
});

test("in Chinese", async () => {
  const r = await check(request({ nodeId: "99", fieldName: "text", fieldValue: "a dog" }), { workflow, lang: "zh" });
  assert.match(r.files[0].findings[0].message, /[一-鿿]/);
});

test("requests in a program and in a shell command", async () => {
  const python = 'import requests\nrequests.post("https://www.runninghub.cn/task/openapi/create", json={"apiKey": KEY, "workflowId": " "})\n';
  assert.equal((await check(python)).files[0].source?.kind, "python");
  const shell = `curl https://www.runninghub.cn/task/openapi/create -H 'Content-Type: application/json' -d '{"apiKey":"x","workflowId":"1904136902449209346"}'`;
  assert.equal((await check(shell, { name: "run.sh" })).files.length, 1);
});

test("a standard model, whose registry is loaded when it is needed", async () => {
  const r = await check({ prompt: "a cat", aspectRatio: "7:7" }, { url: "https://www.runninghub.cn/openapi/v2/rhart-image-v1/text-to-image" });
  assert.match(r.files[0].endpoint ?? "", /^v2-model/);
});

test("answers, codes and rules", async () => {
  const r = await explain({ code: 803, msg: "APIKEY_INVALID_NODE_INFO", data: null }, { workflow });
  assert.equal(r.kind, "answer");
  assert.equal((await explain("433")).code, 433);
});

test("the shape of a workflow", async () => {
  const shape = await describe(workflow);
  assert.equal(shape?.nodes.length, 6);
  assert.ok(shape?.links.some((l) => l.from === "4" && l.slot === 2 && l.to === "8"));
  assert.ok(shape?.fields.some((n) => n.nodeId === "3" && n.fields.some((f) => f.fieldName === "steps" && f.type === "integer")));
  const written = await build(workflow);
  assert.equal((await check(written, { workflow })).summary.errors, 0);
});

test("a fault of the workflow says so", async () => {
  await assert.rejects(check({}, { workflow: { nodes: [], links: [] } }), (e) => e instanceof PayloadlintError && e.text === "workflow" && e.message !== "");
  assert.equal((await check({ workflowId: "1" })).files.length, 1);
});
