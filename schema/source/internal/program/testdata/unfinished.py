import requests
payload = {"apiKey": KEY, "workflowId": "1", "nodeInfoList": [
    {"nodeId": "6", "fieldName": "text", "fieldValue": 
