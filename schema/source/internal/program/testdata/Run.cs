class Run {
    async Task Go(string key) {
        var body = new { apiKey = key, webappId = 1937L, nodeInfoList = new[] { new { nodeId = "6", fieldName = "text", fieldValue = "a" } } };
        await http.PostAsJsonAsync("https://www.runninghub.cn/task/openapi/ai-app/run", body);
        var json = @"{""apiKey"": ""x"", ""taskId"": ""1""}";
        await http.PostAsync("https://www.runninghub.cn/task/openapi/status", new StringContent(json, Encoding.UTF8, "application/json"));
    }
}
