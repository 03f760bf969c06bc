import os

import requests

BASE = "https://www.runninghub.cn"


def run(text):
    return requests.post(f"{BASE}/task/openapi/create", json={
        "apiKey": os.environ["RUNNINGHUB_API_KEY"],
        "workflowId": "1932074519876543210",
        "nodeInfoList": [{"nodeId": "66", "fieldName": "text", "fieldValue": text}],
    }).json()
