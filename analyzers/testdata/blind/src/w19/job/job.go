// Package job is wrong: a caller in another package reads no code.
package job

import "w19/api"

func Start(b []byte) (string, string, error) { // BUG
	a, err := api.Create(b)
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
