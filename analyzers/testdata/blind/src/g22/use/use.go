// Package use reads what the generated client returns.
package use

import (
	"context"
	"errors"
	"fmt"

	"g22/gen"
)

// Files lists the URLs.
// BUG: JSON200 says that HTTP went well; the code is in it, unread.
func Files(ctx context.Context, c *gen.ClientWithResponses, key, id string) ([]string, error) {
	r, err := c.PostOutputsWithResponse(ctx, gen.OutputsRequest{ApiKey: key, TaskId: id})
	if err != nil {
		return nil, err
	}
	if r.JSON200 == nil {
		return nil, fmt.Errorf("http %d", r.StatusCode())
	}
	if r.JSON200.Data == nil {
		return nil, errors.New("nothing there")
	}
	var urls []string
	for _, f := range *r.JSON200.Data {
		if f.FileUrl != nil {
			urls = append(urls, *f.FileUrl)
		}
	}
	return urls, nil
}
