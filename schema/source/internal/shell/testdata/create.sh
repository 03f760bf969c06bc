#!/bin/bash
set -e
BASE="https://www.runninghub.cn"
API_KEY="${RUNNINGHUB_API_KEY:?set it}"
WORKFLOW_ID=1904136902449209346

# quotes around the variables
curl -sS -X POST "$BASE/task/openapi/create" \
  -H 'Host: www.runninghub.cn' \
  -H "Content-Type: application/json" \
  -d '{
    "apiKey": "'"$API_KEY"'",
    "workflowId": "'$WORKFLOW_ID'",
    "nodeInfoList": [
      {"nodeId": "6", "fieldName": "text", "fieldValue": "it'\''s a cat"},
      {"nodeId": "3", "fieldName": "seed", "fieldValue": '$RANDOM'}
    ]
  }'

# double quotes
curl --location --request POST "${BASE}/task/openapi/status" --header "Authorization: Bearer $API_KEY" --data-raw "{\"apiKey\":\"$API_KEY\",\"taskId\":\"$1\"}"

# here documents
curl -XPOST "$BASE/task/openapi/outputs" --json @- <<JSON
{
  "apiKey": "$API_KEY",
  "taskId": "190"
}
JSON
curl "$BASE/task/openapi/cancel" -d @- <<'JSON'
{"apiKey": "\"", "taskId": "$1"}
JSON

body=$(cat <<EOF2
{"apiKey":"x","workflowId":"${WORKFLOW_ID}"}
EOF2
)
response=$(curl -s "$BASE/task/openapi/create" --data-binary "$body" | jq -r .data.taskId)

create() {
  jq -n --arg key "$API_KEY" --arg text "$1" '{
    apiKey: $key, workflowId: "19", nodeInfoList: [{nodeId: "6", fieldName: "text", fieldValue: $text}, {nodeId: 7, "fieldName": "a \($text)", fieldValue: ($x|tostring)}]
  }' | curl -s -H 'Content-Type: application/json' -d @- "$BASE/task/openapi/create"
}
curl -d $'{"apiKey": "a\'b\u00e9\\n"}' "$BASE/uc/openapi/accountStatus"
curl -F apiKey=$API_KEY -F file=@cat.png -F "fileType=input" $BASE/task/openapi/upload
wget --header='Content-Type: application/json' --post-data='{"apiKey":"k","taskId":"1"}' -O- $BASE/task/openapi/status
http POST $BASE/task/openapi/create apiKey=$API_KEY workflowId=19 addMetadata:=true nodeInfoList:='[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]'
curl -X POST "$BASE/task/openapi/create" -d @body.data
echo '{"apiKey":"k"}' | curl "$BASE/uc/openapi/accountStatus" -d @-
