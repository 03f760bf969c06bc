import http.client, urllib.request
payload = """{
  "apiKey": "%s",
  "taskId": "1907035719658053634"
}""" % key
conn = http.client.HTTPSConnection("www.runninghub.cn")
conn.request("POST", "/task/openapi/status", payload, {"Content-Type": "application/json"})
body = '{"apiKey": "' + key + '", "workflowId": "19", "nodeInfoList": []}'
req = urllib.request.Request("https://www.runninghub.cn/task/openapi/create", data=body.encode(), method="POST")
