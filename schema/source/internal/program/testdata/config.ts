export const BASE = "https://www.runninghub.cn";
