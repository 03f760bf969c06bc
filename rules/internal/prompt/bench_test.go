package prompt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// chain is a definition of n nodes: a source, n-3 filters in a row with a
// widget each, an output, and a sampler to override.
func chain(n int) string {
	var b strings.Builder
	b.WriteString(`{"0": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}`)
	for i := 1; i < n-1; i++ {
		from := i - 1
		if i > 800 { // longer chains exceed Python's stack
			from = i % 7
		}
		fmt.Fprintf(&b, `, "%d": {"class_type": "ImageScaleBy", "inputs": {"image": ["%d", 0], "upscale_method": "area", "scale_by": 1.5}}`, i, from)
		if i > 800 {
			fmt.Fprintf(&b, `, "s%d": {"class_type": "PreviewImage", "inputs": {"images": ["%d", 0]}}`, i, i)
		}
	}
	fmt.Fprintf(&b, `, "%d": {"class_type": "SaveImage", "inputs": {"images": ["%d", 0], "filename_prefix": "x"}}}`, n-1, min(n-2, 800))
	return b.String()
}

// BenchmarkOverride checks one request again and again: its cost must not
// grow with the workflow.
func BenchmarkOverride(b *testing.B) {
	for _, n := range []int{10, 1000} {
		for _, c := range []struct{ name, value string }{{"legal", `"2.5"`}, {"fault", `"99"`}} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				p := pass(b, endpoint.Create, `{"nodeInfoList": [`+set("2", "scale_by", c.value)+`]}`, chain(n), nil)
				check(p)
				b.ReportAllocs()
				for b.Loop() {
					q := p.NewPass(p.Context, p.Settings)
					check(q)
				}
			})
		}
	}
}

// overrideItems are n legal overrides of chain(189): numbers, numbers in
// quotes and choices, as requests have them.
func overrideItems(n int) string {
	var items []string
	for i := range n {
		node := fmt.Sprint(2 + i*16%180)
		switch i % 3 {
		case 0:
			items = append(items, set(node, "scale_by", `"1.5"`))
		case 1:
			items = append(items, set(node, "upscale_method", `"bicubic"`))
		default:
			items = append(items, set(node, "scale_by", "2"))
		}
	}
	return strings.Join(items, ", ")
}

// BenchmarkRequest checks the overrides of one request against a definition of
// 189 nodes that was validated before.
func BenchmarkRequest(b *testing.B) {
	for _, n := range []int{8, 14} {
		b.Run(fmt.Sprintf("%d-items", n), func(b *testing.B) {
			p := pass(b, endpoint.Create, `{"nodeInfoList": [`+overrideItems(n)+`]}`, chain(189), nil)
			check(p)
			if findings, open, outputs := p.Results(); len(findings)+len(open) > 0 || len(outputs) != 1 {
				b.Fatal(findings, open, outputs)
			}
			b.ReportAllocs()
			for b.Loop() {
				q := *p
				check(&q)
			}
		})
	}
}

// The cost of an override is that of the node it touches.
func TestOverrideCostsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("a measurement")
	}
	cost := func(n int, value string) float64 {
		p := pass(t, endpoint.Create, `{"nodeInfoList": [`+set("2", "scale_by", value)+`]}`, chain(n), nil)
		check(p)
		if f, _, _ := p.Results(); (len(f) > 0) != (value == `"99"`) {
			t.Fatalf("%d nodes: %v", n, f)
		}
		return testing.AllocsPerRun(20, func() {
			q := p.NewPass(p.Context, p.Settings)
			check(q)
		})
	}
	// Counting what is allocated is steadier than a clock.
	for _, value := range []string{`"2.5"`, `"99"`} {
		if small, large := cost(10, value), cost(700, value); large > 1.5*small {
			t.Errorf("%s: %v allocations in 10 nodes, %v in 700", value, small, large)
		}
	}
}
