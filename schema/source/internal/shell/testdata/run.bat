@echo off
REM a comment
set KEY=1
curl -X POST https://www.runninghub.cn/task/openapi/create ^
  -H "Content-Type: application/json" ^
  -d "{\"apiKey\":\"%KEY%\",\"workflowId\":\"19\",\"nodeInfoList\":[{\"nodeId\":\"6\",\"fieldName\":\"text\",\"fieldValue\":\"x\"}]}"
@curl.exe -d "{\"apiKey\":\"k\"}" "https://www.runninghub.cn/uc/openapi/accountStatus"
