require "net/http"
BASE = "https://www.runninghub.cn"
def create(key)
  body = { apiKey: key, "workflowId" => "19", nodeInfoList: [{ nodeId: '6', fieldName: "text", fieldValue: "a #{key}" }] }
  uri = URI("#{BASE}/task/openapi/create")
  Net::HTTP.post(uri, body.to_json, "Content-Type" => "application/json")
end
