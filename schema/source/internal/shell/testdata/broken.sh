if [ x; then
curl https://www.runninghub.cn/task/openapi/create -d '{"apiKey":"k","workflowId":"1"}'
esac ) }
curl https://www.runninghub.cn/task/openapi/status -d '{"apiKey":"k","taskId":"2"}'
curl https://www.runninghub.cn/task/openapi/status -d '{"apiKey":"k
