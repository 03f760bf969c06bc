// Package w11 is wrong: the path does not exist.
package w11

const createURL = "https://www.runninghub.cn/openapi/v2/task/create" // BUG
