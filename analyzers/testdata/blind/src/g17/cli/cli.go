// Package cli is the program around it.
package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"g17/sdk"
)

type temporary interface{ Temporary() bool }

func Main(s *sdk.Server, app string, list json.RawMessage) error {
	for try := 0; ; try++ {
		id, err := s.Run(app, list)
		if err == nil {
			fmt.Println(id)
			return nil
		}
		var t temporary
		if try >= 20 || !errors.As(err, &t) || !t.Temporary() {
			return err
		}
		time.Sleep(30 * time.Second)
	}
}
