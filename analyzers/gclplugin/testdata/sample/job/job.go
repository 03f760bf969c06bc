// Package job calls the client without a word of its own about the service.
package job

import (
	"fmt"

	"example.com/sample"
)

// Start never looks at the code either.
func Start(in any) (string, string, error) {
	answer, err := sample.Send(in)
	if err != nil {
		return "", "", fmt.Errorf("start: %w", err)
	}
	return answer.Data.TaskID, answer.Data.PromptTips, nil
}
