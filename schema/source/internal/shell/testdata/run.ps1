# a comment
$base = "https://www.runninghub.cn"
$apiKey = $env:RUNNINGHUB_API_KEY
$headers = @{ "Content-Type" = "application/json"; Authorization = "Bearer $apiKey" }
$body = @{
    apiKey       = $apiKey
    workflowId   = '1904136902449209346'
    addMetadata  = $true
    nodeInfoList = @(
        @{ nodeId = "6"; fieldName = "text"; fieldValue = "a `"cat`"" },
        @{ nodeId = 3
           fieldName = "seed"
           fieldValue = Get-Random }
    )
} | ConvertTo-Json -Depth 10
$r = Invoke-RestMethod -Uri "$base/task/openapi/create" -Method Post -Headers $headers -Body $body -ContentType 'application/json'
foreach ($t in $tasks) {
  Invoke-WebRequest -UseBasicParsing -Method POST `
    -Uri ($base + "/task/openapi/status") `
    -Body (@{apiKey=$apiKey; taskId=$t} | ConvertTo-Json)
}
irm "$base/task/openapi/outputs" -Method Post -Body @"
{"apiKey": "$apiKey", "taskId": "$($r.data.taskId)"}
"@
curl.exe -d '{"apiKey":"k"}' "$base/uc/openapi/accountStatus"
