class Run {
  static final String BASE = "https://www.runninghub.cn";
  void run(String key) {
    String body = """
        {"apiKey": "%s",
         "taskId": "1\u0031"}
        """.formatted(key);
    HttpRequest r = HttpRequest.newBuilder().uri(URI.create(BASE + "/task/openapi/status")).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
    String other = "{\"apiKey\":\"" + key + "\",\"workflowId\":\"19\",\"nodeInfoList\":[{\"nodeId\":\"6\"}]}";
    Map<String, Object> m = new HashMap<>();
    m.put("apiKey", key);
    m.put("taskId", "3");
  }
}
