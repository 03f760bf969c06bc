// Package f10 is wrong: the numbers of two names are swapped in a table.
package f10

import "fmt"

// Codes are what RunningHub answers.
var Codes = map[string]int{ // BUG
	"TASK_INSTANCE_MAXED":    415,
	"TASK_QUEUE_MAXED":       421,
	"APIKEY_TASK_IS_RUNNING": 813,
	"APIKEY_TASK_IS_QUEUED":  804,
}

func Name(code int) string {
	for n, c := range Codes {
		if c == code {
			return n
		}
	}
	return fmt.Sprint(code)
}
