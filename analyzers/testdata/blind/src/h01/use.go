// Package h01 uses the generated client well.
package h01

import (
	"context"
	"fmt"
	"strings"

	"h01/gen"
)

type CallError struct {
	Code int32
	Msg  string
}

func (e *CallError) Error() string { return fmt.Sprintf("runninghub %d: %s", e.Code, e.Msg) }

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func Start(ctx context.Context, c *gen.ClientWithResponses, key, wf string, nodes []gen.NodeInfo) (string, error) {
	rsp, err := c.CreateTaskWithResponse(ctx, gen.CreateTaskRequest{ApiKey: key, WorkflowId: wf, NodeInfoList: &nodes})
	if err != nil {
		return "", fmt.Errorf("create: %w", err)
	}
	out := rsp.JSON200
	if out == nil || out.Code == nil {
		return "", fmt.Errorf("create: HTTP %d: %.80s", rsp.StatusCode(), rsp.Body)
	}
	if *out.Code != 0 {
		return "", &CallError{Code: *out.Code, Msg: deref(out.Msg)}
	}
	if out.Data == nil || deref(out.Data.TaskId) == "" {
		return "", fmt.Errorf("create: no task id")
	}
	if tips := deref(out.Data.PromptTips); strings.Contains(tips, `"node_errors"`) && !strings.Contains(tips, `"node_errors":{}`) {
		return "", fmt.Errorf("create: node errors: %s", tips)
	}
	return *out.Data.TaskId, nil
}
