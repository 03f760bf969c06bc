<?php
curl_setopt_array($c, [CURLOPT_URL => 'https://www.runninghub.cn/task/openapi/cancel', CURLOPT_POSTFIELDS => '{"apiKey": "x", "taskId": "1"}']);
