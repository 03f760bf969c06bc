import os
import requests

API_KEY = os.environ["RUNNINGHUB_API_KEY"]
BASE = "https://www.runninghub.cn"


def run(prompt, seed=None):
    payload = {
        "apiKey": API_KEY,
        "workflowId": "1904136902449209346",
        "nodeInfoList": [
            {"nodeId": "6", "fieldName": "text", "fieldValue": prompt},
            {'nodeId': "3", 'fieldName': "seed", 'fieldValue': 42},
            {"nodeId": str(seed), "fieldName": "steps", "fieldValue": f"{seed} steps"},
        ],
    }
    r = requests.post(f"{BASE}/task/openapi/create", json=payload, headers={"Host": "www.runninghub.cn"})
    return r.json()
