const axios = require('axios');
const client = axios.create({ baseURL: 'https://www.runninghub.cn' });
const RE = /["'`]/g;

client.post('/task/openapi/status', { apiKey: KEY, taskId }).then((res) => {
  console.log(res.data);
});

axios.post('https://www.runninghub.cn/task/openapi/outputs', {
  apiKey: KEY,
  taskId: '1907035719658053634',
}, { headers: { 'Content-Type': 'application/json' } });

axios({ method: 'post', url: 'https://www.runninghub.cn/uc/openapi/accountStatus', data: { apikey: KEY } });

async function run(path, body) {
  return post('/task/openapi/ai-app/run', { webappId: 1937, apiKey: KEY, nodeInfoList: items.map((i) => ({ nodeId: i.id, fieldName: 'text', fieldValue: i.v })) });
}
