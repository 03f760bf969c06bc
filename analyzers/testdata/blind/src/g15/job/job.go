// Package job asks a Prober until the task is over.
package job

import (
	"context"
	"fmt"
	"time"

	"g15/wire"
)

func Done(ctx context.Context, p wire.Prober, id string) (ok bool, err error) {
	for n := 0; n < 200; n++ {
		st, err := p.Probe(id)
		if err != nil {
			return false, err
		}
		if st.Code != 0 {
			return false, fmt.Errorf("status of %s: %d (%s)", id, st.Code, st.Msg)
		}
		switch st.Data {
		case "SUCCESS":
			return true, nil
		case "FAILED":
			return false, nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return false, fmt.Errorf("%s takes too long", id)
}
