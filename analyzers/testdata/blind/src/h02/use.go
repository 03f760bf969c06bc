// Package h02 uses the generated client by its HTTP status.
package h02

import (
	"context"
	"errors"
	"log"

	"h01/gen"
)

type Queue struct {
	api *gen.ClientWithResponses
	key string
}

// Push starts a workflow.
// BUG: the code is never looked at.
func (q *Queue) Push(ctx context.Context, wf string) (id string, err error) {
	rsp, err := q.api.CreateTaskWithResponse(ctx, gen.CreateTaskRequest{ApiKey: q.key, WorkflowId: wf})
	if err != nil {
		return "", err
	}
	if rsp.StatusCode() != 200 || rsp.JSON200 == nil {
		return "", errors.New("create: bad status")
	}
	if d := rsp.JSON200.Data; d != nil && d.TaskId != nil {
		if d.PromptTips != nil {
			log.Print(*d.PromptTips)
		}
		id = *d.TaskId
	}
	return id, nil
}
