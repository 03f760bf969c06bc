package rules_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// fullGraph is a workflow of n nodes, all of which an output needs, of classes
// that the embedded node definitions know.
func fullGraph(n int) string {
	var b strings.Builder
	b.WriteString(`{"1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}`)
	for i := 2; i < n; i++ {
		fmt.Fprintf(&b, `, "%d": {"class_type": "ImageScaleBy", "inputs": {"image": ["%d", 0], "upscale_method": "area", "scale_by": 1.5}}`, i, i-1)
	}
	fmt.Fprintf(&b, `, "%d": {"class_type": "SaveImage", "inputs": {"images": ["%d", 0], "filename_prefix": "x"}}}`, n, n-1)
	return b.String()
}

// fullRequest is a request of about 1 KB with n overrides of fullGraph, k of
// them apart.
func fullRequest(n, k int) []byte {
	var b bytes.Buffer
	b.WriteString(`{
  "apiKey": "${RUNNINGHUB_API_KEY}",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		node := 2 + (i*k)%180
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, "\n    {\"nodeId\": \"%d\", \"fieldName\": \"scale_by\", \"fieldValue\": \"%d.5\"}", node, 1+i%7)
		case 1:
			fmt.Fprintf(&b, "\n    {\"nodeId\": \"%d\", \"fieldName\": \"upscale_method\", \"fieldValue\": \"bicubic\"}", node)
		default:
			fmt.Fprintf(&b, "\n    {\"nodeId\": \"%d\", \"fieldName\": \"scale_by\", \"fieldValue\": 2}", node)
		}
	}
	b.WriteString("\n  ],\n  \"addMetadata\": true,\n  \"instanceType\": \"plus\"\n}\n")
	return b.Bytes()
}

// fullChecker checks requests against a graph of 189 nodes and the embedded
// node definitions: the setting of docs/performance.md.
func fullChecker(t testing.TB) *rules.Checker {
	return checker(t, rules.Options{Definition: definition(t, fullGraph(189)), Catalog: nodes.Core()})
}

// BenchmarkFullCheck checks one request of 1 KB with 11 overrides, in memory.
func BenchmarkFullCheck(b *testing.B) {
	request := fullRequest(11, 16)
	b.Run("check", func(b *testing.B) {
		c := fullChecker(b)
		b.SetBytes(int64(len(request)))
		b.ReportAllocs()
		for b.Loop() {
			out, err := c.Check(context.Background(), "req.json", request)
			if err != nil || len(out) != 1 || out[0].Verdict.Outcome != rules.Accepted {
				b.Fatal(out, err)
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(len(request)))
		for b.Loop() {
			if !gjson.ValidBytes(request) {
				b.Fatal("not valid")
			}
		}
	})
}

// mostAllocations is what a good request may cost the allocator: the document
// (its index, its text and itself), the pass and the result.
const mostAllocations = 14

func TestFullCheckAllocations(t *testing.T) {
	c, request := fullChecker(t), fullRequest(11, 16)
	run := func() {
		if out, err := c.Check(context.Background(), "req.json", request); err != nil || out[0].Verdict.Outcome != rules.Accepted {
			t.Fatal(out, err)
		}
	}
	run() // the first request pays for the definition
	if n := testing.AllocsPerRun(100, run); n > mostAllocations {
		t.Errorf("%v allocations, at most %d are wanted", n, mostAllocations)
	}
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

// longGraph is a definition of n nodes: a picture, and filters in rows of 500
// with a widget each (Python cannot follow longer ones), all from node 2 on.
func longGraph(n int) string {
	var b bytes.Buffer
	b.WriteString(`{"0": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}`)
	for i := 1; i < n-1; i++ {
		from := i - 1
		if i%500 == 499 {
			fmt.Fprintf(&b, `, "%d": {"class_type": "PreviewImage", "inputs": {"images": ["%d", 0]}}`, i, from)
			continue
		} else if i%500 == 0 {
			from = 2
		}
		fmt.Fprintf(&b, `, "%d": {"class_type": "ImageScaleBy", "inputs": {"image": ["%d", 0], "upscale_method": "area", "scale_by": 1.5}}`, i, from)
	}
	fmt.Fprintf(&b, `, "%d": {"class_type": "SaveImage", "inputs": {"images": ["%d", 0], "filename_prefix": "x"}}}`, n-1, n-2)
	return b.String()
}

var overrides = []struct {
	name, item string
	outcome    rules.Outcome
}{
	{"legal", `{"nodeId": "2", "fieldName": "scale_by", "fieldValue": "2.5"}`, rules.Accepted},
	{"fault", `{"nodeId": "2", "fieldName": "scale_by", "fieldValue": "99"}`, rules.Rejected},
	{"no field", `{"nodeId": "2", "fieldName": "scale_bye", "fieldValue": "2"}`, rules.Rejected},
	{"no node", `{"nodeId": "7777", "fieldName": "scale_by", "fieldValue": "2"}`, rules.Rejected},
}

func overrider(t testing.TB, n int, item string, want rules.Outcome) func() {
	c := checker(t, rules.Options{Definition: definition(t, longGraph(n)), Catalog: nodes.Core()})
	request := []byte(`{"apiKey": "0123456789abcdef0123456789abcdef", "workflowId": "1904136902449209346", "nodeInfoList": [` + item + `]}`)
	run := func() {
		out, err := c.Check(context.Background(), "req.json", request)
		if err != nil || len(out) != 1 || out[0].Verdict.Outcome != want {
			t.Fatalf("%d nodes: %+v %v", n, out, err)
		}
	}
	run() // the first request pays for the definition
	return run
}

// BenchmarkOverride checks one override in workflows of 10 and of 1,000 nodes,
// from the bytes of the request to its result.
func BenchmarkOverride(b *testing.B) {
	for _, o := range overrides {
		for _, n := range []int{10, 1000} {
			b.Run(fmt.Sprintf("%s/%d", o.name, n), func(b *testing.B) {
				run := overrider(b, n, o.item, o.outcome)
				b.ReportAllocs()
				for b.Loop() {
					run()
				}
			})
		}
	}
}

// What an override costs does not grow with the workflow. Allocations are
// counted: they are steadier than a clock.
func TestOverrideCostsTheSame(t *testing.T) {
	for _, o := range overrides {
		small := testing.AllocsPerRun(20, overrider(t, 10, o.item, o.outcome))
		if large := testing.AllocsPerRun(20, overrider(t, 1000, o.item, o.outcome)); large > 1.5*small {
			t.Errorf("%s: %v allocations in 10 nodes, %v in 1,000", o.name, small, large)
		}
	}
}
