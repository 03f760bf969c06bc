#!/usr/bin/env bash
# The language server as Neovim's own client sees it, without a screen: each
# feature in a JSON file and in a program. The recipe of docs/editors.md is what
# starts the server, where this Neovim is new enough for it.
source "$(dirname "$0")/lib.sh"
apt neovim nvim
(cd "$root" && go build -o "$work/bin/" ./cmd/payloadlint)
export PATH="$work/bin:$PATH" XDG_CACHE_HOME="$work/cache" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data" XDG_STATE_HOME="$work/state"

mkdir "$work/project"
cd "$work/project"
cat >w.json <<'JSON'
{"3":{"class_type":"KSampler","inputs":{"seed":7,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},
 "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},
 "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat","clip":["4",1]},"_meta":{"title":"Prompt"}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"a"}}}
JSON
printf 'version: 1\nworkflows: {"1904136902449209346": w.json}\n' >.payloadlint.yaml
cat >req.json <<'JSON'
{
  "apiKey": "${RUNNINGHUB_API_KEY}",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [
    {"nodeId": "6", "fieldName": "Text", "fieldValue": "a dog"},
    {"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "dpmpp_2mm"}
  ]
}
JSON
cat >call.py <<'PY'
import requests

requests.post('https://www.runninghub.cn/task/openapi/create', json={
    'apiKey': KEY,
    'workflowId': '1904136902449209346',
    'nodeInfoList': [
        {'nodeId': '6', 'fieldName': 'Text', 'fieldValue': 'a dog'},
        {'nodeId': '3', 'fieldName': 'sampler_name', 'fieldValue': 'dpmpp_2mm'},
    ],
})
PY
cp "$root/.ci/e2e/neovim.lua" "$work/neovim.lua"
# The recipes of the page are loaded as they are.
awk '/^```lua$/ { n++; next } /^```$/ { inside = 0 } { if (n != last) { last = n; inside = 1 } if (inside && n) print > ("'"$work"'/recipe" n ".lua") }' "$root/docs/editors.md"
[ -s "$work/recipe1.lua" ] && [ -s "$work/recipe2.lua" ] || die "docs/editors.md has not two recipes in Lua"
for file in req.json call.py; do
  expect 0 timeout 120 env RECIPES="$work" nvim --headless -u NONE -i NONE -n "$file" -c "luafile $work/neovim.lua"
  says "$file: all features work"
done
