// Package h06 is a command that cancels.
package h06

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"
)

const root = "https://www.runninghub.cn"

// Cancel makes the command.
// BUG: the answer of cancel is never decoded.
func Cancel(key string) *cobra.Command {
	return &cobra.Command{
		Use: "cancel TASK…",
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, id := range args {
				b, err := json.Marshal(struct {
					Key string `json:"apiKey"`
					ID  string `json:"taskId"`
				}{key, id})
				if err != nil {
					return err
				}
				res, err := http.Post(root+"/task/openapi/cancel", "application/json", bytes.NewReader(b))
				if err != nil {
					return err
				}
				res.Body.Close()
				if res.StatusCode != http.StatusOK {
					return fmt.Errorf("cancel %s: %s", id, res.Status)
				}
				fmt.Fprintln(cmd.OutOrStdout(), "cancelled", id)
			}
			return nil
		},
	}
}
