// ==UserScript==
(function () {
  'use strict';
  const body = { apiKey: key, webappId: '1937084629516193794', nodeInfoList: [{ nodeId: '52', fieldName: 'prompt', fieldValue: 'x' }] };
  const xhr = new XMLHttpRequest();
  xhr.open('POST', 'https://www.runninghub.cn/task/openapi/ai-app/run');
  xhr.setRequestHeader('Content-Type', 'application/json');
  xhr.send(JSON.stringify(body));
  GM_xmlhttpRequest({ method: 'POST', url: 'https://www.runninghub.cn/task/openapi/cancel', data: JSON.stringify({ apiKey: key, taskId: 1 }) });
})();
