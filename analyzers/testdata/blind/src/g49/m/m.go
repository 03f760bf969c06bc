// Package m uses the client.
package m

import "g49/c"

// Start starts a task and returns its id.
// BUG: nobody reads promptTips.
func Start(cl *c.Client, body []byte) (string, error) {
	t, err := cl.Create(body)
	if err != nil {
		return "", err
	}
	return t.TaskID, nil
}
