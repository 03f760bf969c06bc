BASE = "https://www.runninghub.ai"
WORKFLOW_ID = "1904136902449209346"
