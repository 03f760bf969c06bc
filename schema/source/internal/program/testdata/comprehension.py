import httpx

async def go(items):
    async with httpx.AsyncClient() as client:
        await client.post(
            "https://www.runninghub.cn/task/openapi/ai-app/run",
            json=dict(
                webappId=1937084629516193794,
                apiKey=KEY,
                nodeInfoList=[{"nodeId": n, "fieldName": "text", "fieldValue": v} for n, v in items],
            ),
        )
    overrides = {"nodeId": 6, "fieldName": "text", "fieldValue": None}
    more = [
        {"nodeId": "7", "fieldName": "seed", "fieldValue": -1},
        *rest,
    ]
