const payload = { apiKey: KEY, workflowId: '19', nodeInfoList: [] };
if (image) payload.nodeInfoList.push({ nodeId: '5', fieldName: 'image', fieldValue: image });
payload.addMetadata = true;
await ky.post(`https://www.runninghub.cn/task/openapi/create`, { json: payload });
