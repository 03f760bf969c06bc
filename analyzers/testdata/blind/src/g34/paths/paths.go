// Package paths holds the addresses.
package paths

const Host = "https://www.runninghub.cn"

var (
	Status = Host + "/task/openapi/status"
	Files  = Host + "/task/openapi/outputs"
)
