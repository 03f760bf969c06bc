// Package app saves the results.
package app

import (
	"context"
	"encoding/json"

	"g14/rh"
)

type Saver struct {
	api rh.API
}

type item struct {
	URL string `json:"fileUrl"`
}

// First returns the first file.
// BUG: the code is not looked at.
func (s *Saver) First(ctx context.Context, id string) (string, error) {
	r, err := s.api.Outputs(ctx, id)
	if err != nil {
		return "", err
	}
	var items []item
	if err := json.Unmarshal(r.Data, &items); err != nil || len(items) == 0 {
		return "", err
	}
	return items[0].URL, nil
}
