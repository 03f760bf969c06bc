// Package r12 is right: constants with the right numbers.
package r12

const (
	InvalidNodeInfo = 803
	TaskRunning     = 804
	TaskFailed      = 805
	TaskQueued      = 813
	QueueMaxed      = 421
)
const host = "https://www.runninghub.cn"
