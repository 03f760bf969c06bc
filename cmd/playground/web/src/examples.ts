// Texts to begin with.
import type { Key } from "./words";

export interface Example {
  name: Key;
  request: string;
  workflow: string;
  answer: string;
}

const workflow = JSON.stringify(
  {
    3: {
      inputs: { seed: 156680208700286, steps: 20, cfg: 8, sampler_name: "euler", scheduler: "normal", denoise: 1, model: ["4", 0], positive: ["6", 0], negative: ["7", 0], latent_image: ["5", 0] },
      class_type: "KSampler",
      _meta: { title: "KSampler" },
    },
    4: { inputs: { ckpt_name: "v1-5-pruned-emaonly.safetensors" }, class_type: "CheckpointLoaderSimple", _meta: { title: "Load Checkpoint" } },
    5: { inputs: { width: 512, height: 512, batch_size: 1 }, class_type: "EmptyLatentImage", _meta: { title: "Empty Latent Image" } },
    6: { inputs: { text: "beautiful scenery nature glass bottle landscape", clip: ["4", 1] }, class_type: "CLIPTextEncode", _meta: { title: "Positive prompt" } },
    7: { inputs: { text: "text, watermark", clip: ["4", 1] }, class_type: "CLIPTextEncode", _meta: { title: "Negative prompt" } },
    8: { inputs: { samples: ["3", 0], vae: ["4", 2] }, class_type: "VAEDecode", _meta: { title: "VAE Decode" } },
    9: { inputs: { filename_prefix: "ComfyUI", images: ["8", 0] }, class_type: "SaveImage", _meta: { title: "Save Image" } },
  },
  null,
  2,
);

const request = (items: string) => `{
  "apiKey": "\${RUNNINGHUB_API_KEY}",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [
${items}
  ]
}
`;

const python = `import os
import requests

response = requests.post(
    "https://www.runninghub.cn/task/openapi/create",
    json={
        "apiKey": os.environ["RUNNINGHUB_API_KEY"],
        "workflowId": "1904136902449209346",
        "nodeInfoList": [
            {"nodeId": "6", "fieldName": "text", "fieldValue": "a red panda"},
            {"nodeId": "3", "fieldName": "step", "fieldValue": 30},
        ],
    },
)
print(response.json())
`;

export const examples: Example[] = [
  {
    name: "example.misspelt",
    request: request(`    {"nodeId": "6", "fieldName": "txt", "fieldValue": "a red panda in the snow"},
    {"nodeId": "3", "fieldName": "steps", "fieldValue": 30},
    {"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "eulr"}`),
    workflow,
    answer: "",
  },
  {
    name: "example.missing",
    request: request(`    {"nodeId": "66", "fieldName": "text", "fieldValue": "a red panda in the snow"}`),
    workflow,
    answer: `{"code":803,"msg":"APIKEY_INVALID_NODE_INFO","data":null}\n`,
  },
  { name: "example.python", request: python, workflow, answer: "" },
  { name: "example.prompt", request: workflow.replace('"normal"', '"norml"').replace('"denoise": 1', '"denoise": 2'), workflow: "", answer: "" },
  {
    name: "example.answer",
    request: request(`    {"nodeId": "6", "fieldName": "text", "fieldValue": "a red panda in the snow"}`),
    workflow,
    answer: `{
  "code": 0,
  "msg": "success",
  "data": {
    "taskId": "1910246754753896450",
    "taskStatus": "QUEUED",
    "promptTips": "{\\"result\\": true, \\"error\\": null, \\"outputs_to_execute\\": [], \\"node_errors\\": {\\"3\\": {\\"errors\\": [{\\"type\\": \\"value_not_in_list\\", \\"message\\": \\"Value not in list\\", \\"details\\": \\"sampler_name: 'eulr' not in ['euler', 'heun']\\", \\"extra_info\\": {\\"input_name\\": \\"sampler_name\\", \\"received_value\\": \\"eulr\\"}}], \\"dependent_outputs\\": [\\"9\\"], \\"class_type\\": \\"KSampler\\"}}}"
  }
}
`,
  },
];
