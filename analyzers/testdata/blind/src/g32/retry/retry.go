// Package retry repeats what fails.
package retry

import "time"

// Do calls f up to n times until it returns nil.
func Do(n int, pause time.Duration, f func() error) error {
	var err error
	for i := 0; i < n; i++ {
		if err = f(); err == nil {
			return nil
		}
		time.Sleep(pause)
	}
	return err
}
