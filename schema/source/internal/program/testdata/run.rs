const BASE: &str = "https://www.runninghub.cn";
async fn run(key: &str) -> Result<()> {
    let body = json!({ "apiKey": key, "workflowId": "19", "nodeInfoList": [{ "nodeId": "6", "fieldName": "text", "fieldValue": 'c' }] });
    let res = client.post(format!("{}/task/openapi/create", BASE)).header("Content-Type", "application/json").json(&body).send().await?;
    let raw = r#"{"apiKey": "x", "taskId": "1"}"#;
    Ok(())
}
