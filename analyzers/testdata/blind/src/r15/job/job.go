// Package job is right: 421 alone is tried again through errors.As.
package job

import (
	"errors"
	"r15/api"
	"time"
)

func Start(b []byte) (api.Task, error) {
	for i := 0; ; i++ {
		t, err := api.Create(b)
		var e *api.Error
		if i < 5 && errors.As(err, &e) && e.Code == 421 {
			time.Sleep(time.Second)
			continue
		}
		return t, err
	}
}
