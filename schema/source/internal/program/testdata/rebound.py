ITEM = {"nodeId": "8", "fieldName": "seed", "fieldValue": 1}
def a(ITEM):
    requests.post("https://www.runninghub.cn/task/openapi/create", json={"apiKey": K, "workflowId": "1", "nodeInfoList": [ITEM]})
def b():
    url = "https://www.runninghub.cn" "/task/openapi/create"
    requests.post(url, json={"apiKey": K, "workflowId": "1", "nodeInfoList": [ITEM, *more]})
