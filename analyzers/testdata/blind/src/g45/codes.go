// Package g45 lists the codes.
package g45

import "fmt"

type ErrCode int

const (
	ErrTaskNotFound ErrCode = 807
	ErrTaskRunning  ErrCode = 804
	ErrQueueMaxed   ErrCode = 421
	// BUG: 433 is VALIDATE_PROMPT_FAILED; NODE_INFO is 803.
	ErrAPIKeyInvalidNodeInfo ErrCode = 433
)

func (c ErrCode) Error() string { return fmt.Sprintf("runninghub: code %d", int(c)) }
