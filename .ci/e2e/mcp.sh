#!/usr/bin/env bash
# The MCP server as the MCP inspector's command line sees it: it lists the tools,
# checks a request, the patch is applied, and the request is checked again: clean.
source "$(dirname "$0")/lib.sh"
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund @modelcontextprotocol/inspector@2.12.0 >/dev/null 2>&1 || die "npm install the MCP inspector"

cat >w.json <<'JSON'
{"3":{"class_type":"KSampler","inputs":{"seed":7,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},
 "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},
 "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat","clip":["4",1]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"a"}}}
JSON
printf 'version: 1\nworkflows: {"1904136902449209346": w.json}\n' >.payloadlint.yaml
inspect() { node_modules/.bin/mcp-inspector --cli "$work/bin/payloadlint" mcp "$@"; }

expect 0 inspect --method tools/list
for tool in check_request check_prompt explain_answer describe_workflow list_rules build_request; do says "\"$tool\""; done
expect 0 inspect --method resources/list
says "payloadlint://codes/803"

request='{"apiKey":"${RUNNINGHUB_API_KEY}","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldname":"text","fieldValue":"a dog"}]}'
expect 0 inspect --method tools/call --tool-name check_request --tool-arg "request=$request"
says '1 errors'
cp out first.json
node -e '
const r = JSON.parse(require("fs").readFileSync("first.json")), doc = JSON.parse(process.argv[1]);
const step = (p) => p.split("/").slice(1).map((s) => s.replace(/~1/g, "/").replace(/~0/g, "~"));
const at = (path) => { const s = step(path), last = s.pop(); return [s.reduce((v, k) => v[k], doc), last]; };
let applied = 0;
for (const f of r.structuredContent.files[0].findings) {
  if (!f.fix || !f.fix.safe) continue;
  for (const op of f.fix.patch) {
    const [to, key] = at(op.path);
    if (op.op === "move") { const [from, old] = at(op.from); to[key] = from[old]; delete from[old]; } else to[key] = op.value;
    applied++;
  }
}
if (!applied) throw "no patch";
console.log(JSON.stringify(doc));' "$request" >second.json
expect 0 inspect --method tools/call --tool-name check_request --tool-arg "request=$(cat second.json)"
says '0 errors, 0 warnings'
