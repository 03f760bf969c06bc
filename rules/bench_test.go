package rules_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// benchRequest is a request as people keep them: five overrides, some options.
const benchRequest = `{
  "apiKey": "${RUNNINGHUB_API_KEY}",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [
    {"nodeId": "6", "fieldName": "text", "fieldValue": "a quiet harbour at dawn, fishing boats, mist over the water, 35mm photograph"},
    {"nodeId": "3", "fieldName": "seed", "fieldValue": "1231231"},
    {"nodeId": "3", "fieldName": "steps", "fieldValue": "25"},
    {"nodeId": "5", "fieldName": "width", "fieldValue": "768"},
    {"nodeId": "5", "fieldName": "height", "fieldValue": "1024"}
  ],
  "addMetadata": true,
  "instanceType": "plus",
  "webhookUrl": "https://example.com/hooks/runninghub"
}
`

// BenchmarkSmallRequest reads and checks one request file; its floor reads the
// file and asks gjson whether it is JSON.
func BenchmarkSmallRequest(b *testing.B) {
	path := filepath.Join(b.TempDir(), "req.json")
	if err := os.WriteFile(path, []byte(benchRequest), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name    string
		options rules.Options
	}{
		{"request", rules.Options{}},
		{"definition", rules.Options{Definition: definition(b, sampleGraph)}},
		{"catalog", rules.Options{Definition: definition(b, sampleGraph), Catalog: nodes.Core()}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			c := checker(b, bb.options)
			b.SetBytes(int64(len(benchRequest)))
			b.ReportAllocs()
			for b.Loop() {
				out, err := c.Check(context.Background(), "req.json", read(b, path))
				if err != nil || len(out) != 1 || len(out[0].Findings) != 0 {
					b.Fatal(out, err)
				}
			}
		})
	}
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(len(benchRequest)))
		b.ReportAllocs()
		for b.Loop() {
			if !gjson.ValidBytes(read(b, path)) {
				b.Fatal("not valid")
			}
		}
	})
}

// BenchmarkStream checks a batch of 1,000 requests, one per line; its floor
// asks gjson of every line.
func BenchmarkStream(b *testing.B) {
	one := bytes.ReplaceAll([]byte(benchRequest), []byte("\n"), nil)
	var batch bytes.Buffer
	for i := range 1000 {
		fmt.Fprintf(&batch, "%s\n", bytes.Replace(one, []byte("1231231"), fmt.Appendf(nil, "%d", i), 1))
	}
	b.Run("check", func(b *testing.B) {
		c := checker(b, rules.Options{Definition: definition(b, sampleGraph)})
		b.SetBytes(int64(batch.Len()))
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for r, err := range c.Stream(context.Background(), "batch.jsonl", bytes.NewReader(batch.Bytes())) {
				if err != nil || r.Verdict.Outcome != rules.Accepted {
					b.Fatal(r.Verdict, err)
				}
				n++
			}
			if n != 1000 {
				b.Fatal(n)
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(batch.Len()))
		b.ReportAllocs()
		for b.Loop() {
			for line := range bytes.Lines(batch.Bytes()) {
				if !gjson.ValidBytes(line) {
					b.Fatal("not valid")
				}
			}
		}
	})
}
