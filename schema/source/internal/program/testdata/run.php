<?php
$base = 'https://www.runninghub.cn';
$data = [
    'apiKey' => $key,
    'workflowId' => '1904136902449209346',
    'nodeInfoList' => array(['nodeId' => '6', 'fieldName' => 'text', 'fieldValue' => "a $x"]),
];
$ch = curl_init();
curl_setopt($ch, CURLOPT_URL, "$base/task/openapi/create");
curl_setopt($ch, CURLOPT_POST, true);
curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode($data));
curl_setopt($ch, CURLOPT_HTTPHEADER, ['Content-Type: application/json']);
$client->post($base . '/task/openapi/status', ['json' => ['apiKey' => $key, 'taskId' => '1']]);
