// Package h05 is a command that waits.
package h05

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

type state int

const (
	running state = iota
	finished
)

type output struct {
	URL  string `json:"fileUrl"`
	Type string `json:"fileType"`
}

func Wait(key string) *cobra.Command {
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:  "wait TASK",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			for {
				st, files, err := look(ctx, key, args[0])
				if err != nil {
					return err
				}
				if st == finished {
					for _, f := range files {
						fmt.Fprintln(cmd.OutOrStdout(), f.URL)
					}
					return nil
				}
				select {
				case <-ctx.Done():
					return errors.New("still not finished")
				case <-time.After(3 * time.Second):
				}
			}
		},
	}
	return cmd
}

func look(ctx context.Context, key, id string) (st state, files []output, err error) {
	b, err := json.Marshal(map[string]string{"apiKey": key, "taskId": id})
	if err != nil {
		return
	}
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.ai/task/openapi/outputs", bytes.NewReader(b))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	var env struct {
		Code int             `json:"code"`
		Msg  string          `json:"msg"`
		Data json.RawMessage `json:"data"`
	}
	if err = json.NewDecoder(res.Body).Decode(&env); err != nil {
		return
	}
	switch env.Code {
	case 804, 813:
		return running, nil, nil
	case 0:
		err = json.Unmarshal(env.Data, &files)
		return finished, files, err
	case 805:
		var why struct {
			Reason struct {
				Message string `json:"exception_message"`
			} `json:"failedReason"`
		}
		_ = json.Unmarshal(env.Data, &why)
		return 0, nil, fmt.Errorf("task %s failed (805): %s", id, why.Reason.Message)
	}
	return 0, nil, fmt.Errorf("outputs of %s: %d %s", id, env.Code, env.Msg)
}
