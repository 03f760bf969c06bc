package main

import (
	"context"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules"
)

// The walk and the checker agree on what holds a document per line.
func TestStreamNames(t *testing.T) {
	c, err := rules.New(rules.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"a.jsonl": true, "d/b.NDJSON": true, ".jsonl": true, "a.json": false, "jsonl": false, "a.jsonl/b": false, "a.jsonl.json": false, "": false,
	} {
		results, err := c.Check(context.Background(), name, []byte("{\"taskId\": \"1\"}\n{\"taskId\": \"2\"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := discover.Stream(name); got != want || (len(results) == 2) != want {
			t.Errorf("%q: a stream %t, %d results; want %t", name, got, len(results), want)
		}
	}
}
