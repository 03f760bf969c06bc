import json, requests
from config import BASE, WORKFLOW_ID

class Client:
    url = "https://www.runninghub.cn"

    def __init__(self, key: str):
        self.key = key

    def create(self, images):
        nodes: list[dict] = []
        nodes.append({"nodeId": "1", "fieldName": "text", "fieldValue": "a \"b\""})
        for i, name in enumerate(images):
            nodes.append({"nodeId": str(i), "fieldName": "image", "fieldValue": name})
        data = {"apiKey": self.key, "workflowId": WORKFLOW_ID}
        data["nodeInfoList"] = nodes
        if images:
            data["addMetadata"] = True
        return requests.post(BASE + "/task/openapi/create", data=json.dumps(data), headers={"Content-Type": "application/json"})

    def status(self, task):
        return self._post("/task/openapi/status", {"apiKey": self.key, "taskId": task})

    def _post(self, path, body):
        return requests.post(self.url + path, json=body)
