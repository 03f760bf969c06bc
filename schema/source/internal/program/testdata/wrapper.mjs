import got from 'got';
const items = [];
items.push({ nodeId: '41', fieldName: 'image', fieldValue: 'a.png' });
await got.post('https://www.runninghub.cn/task/openapi/create', { json: { apiKey: KEY, workflowId: '19', nodeInfoList: items }, timeout: 5 });
const raw = '{"apiKey":"x","taskId":"7"}';
