def f(kind):
    if kind:
        payload = {"apiKey": K, "workflowId": "1", "nodeInfoList": [{"nodeId": "1", "fieldName": "a", "fieldValue": "x"}]}
    else:
        payload = {"apiKey": K, "workflowId": "2", "nodeInfoList": [{"nodeId": "2", "fieldName": "a", "fieldValue": "y"}]}
    requests.post("https://www.runninghub.cn/task/openapi/create", json=payload)

async def g(session, wf):
    async with session.post(f"https://www.runninghub.cn/openapi/v2/run/workflow/{wf}", json={"nodeInfoList": NODES, **extra}, headers={"Authorization": f"Bearer {K}"}) as r:
        return await r.json()

NODES = [{"nodeId": "9", "fieldName": "text", "fieldValue": "z"}]
