package prompt

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// growth are inputs whose cost must grow with their size: each makes one of
// size n, ready to be checked.
var growth = []struct {
	name string
	make func(t testing.TB, n int) *rule.Pass
}{
	{"failing-outputs", func(t testing.TB, n int) *rule.Pass {
		return prompt(t, n, testNodes(), func(i int) string {
			return fmt.Sprintf(`"%d": {"class_type": "Save", "inputs": {"name": 1}}`, i)
		})
	}},
	{"targets", func(t testing.TB, n int) *rule.Pass {
		graph := list(n, func(i int) string {
			return fmt.Sprintf(`"%d": {"class_type": "Save", "inputs": {"images": ["%d", 0], "name": 1}}`, i, i)
		})
		targets := list(n, func(i int) string { return fmt.Sprintf(`"%d"`, i) })
		return pass(t, endpoint.Prompt, `{"prompt": {`+graph+`}, "partial_execution_targets": [`+targets+`]}`, "", catalog(t, testNodes()))
	}},
	{"unknown-classes", func(t testing.TB, n int) *rule.Pass {
		return prompt(t, n, "", func(i int) string {
			return fmt.Sprintf(`"%d": {"class_type": "Mine%d", "inputs": {"x": ["%d", 0]}}`, i, i, i/2)
		})
	}},
	{"unknown-class-among-many", func(t testing.TB, n int) *rule.Pass {
		classes := list(n, func(i int) string { return fmt.Sprintf(`"Class%d": {"input": {}, "output": []}`, i) })
		return prompt(t, n, "{"+classes+"}", func(i int) string { return fmt.Sprintf(`"%d": {"class_type": "Classs%d", "inputs": {}}`, i, i) })
	}},
	{"unknown-inputs", func(t testing.TB, n int) *rule.Pass {
		inputs := list(n, func(i int) string { return fmt.Sprintf(`"other%d": 1`, i) })
		return prompt(t, 1, testNodes(), func(int) string { return `"1": {"class_type": "Save", "inputs": {` + inputs + `}}` })
	}},
	{"legal-overrides", func(t testing.TB, n int) *rule.Pass { return overridden(t, n, "3") }},
	{"failing-overrides", func(t testing.TB, n int) *rule.Pass { return overridden(t, n, "77") }},
	{"overrides-before-no-output", func(t testing.TB, n int) *rule.Pass { return chained(t, n, "") }},
	{"overrides-before-unknown-class", func(t testing.TB, n int) *rule.Pass {
		return chained(t, n, fmt.Sprintf(`, "end": {"class_type": "NobodyKnows", "inputs": {"x": ["%d", 0]}}, "after": {"class_type": "NobodyKnows", "inputs": {"x": ["end", 0]}}`, n-1))
	}},
	{"linking-overrides", func(t testing.TB, n int) *rule.Pass { return overridden(t, n, `["nope", 0]`) }},
	{"repeated-overrides", func(t testing.TB, n int) *rule.Pass {
		items := list(n, func(int) string { return set("1", "n", "3") })
		return pass(t, endpoint.Create, `{"nodeInfoList": [`+items+`]}`, twoOutputs, catalog(t, testNodes()))
	}},
	{"overrides-of-one-node", func(t testing.TB, n int) *rule.Pass {
		inputs := list(n, func(i int) string { return fmt.Sprintf(`"f%d": 1`, i) })
		declared := list(n, func(i int) string { return fmt.Sprintf(`"f%d": ["INT", {"max": 9}]`, i) })
		items := list(n, func(i int) string { return set("1", fmt.Sprintf("f%d", i), "10") })
		return pass(t, endpoint.Create, `{"nodeInfoList": [`+items+`]}`, `{"1": {"class_type": "Wide", "inputs": {`+inputs+`}}}`,
			catalog(t, `{"Wide": {"input": {"required": {`+declared+`}}, "output": [], "output_node": true}}`))
	}},
	{"own-graph", func(t testing.TB, n int) *rule.Pass {
		graph := list(n, func(i int) string {
			return fmt.Sprintf(`"%d": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}`, i)
		})
		items := list(n, func(i int) string { return set(fmt.Sprint(i), "n", "77") })
		return pass(t, endpoint.Create, `{"workflow": {`+graph+`, "s": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": 1}}}, "nodeInfoList": [`+items+`]}`,
			"", catalog(t, testNodes()))
	}},
	{"cycles", func(t testing.TB, n int) *rule.Pass {
		return prompt(t, n, testNodes(), func(i int) string {
			next := i + 1
			if i%100 == 99 {
				next = i - 99
			}
			return fmt.Sprintf(`"%d": {"class_type": "Grow", "inputs": {"image": ["%d", 0], "by": 1}}, "s%d": {"class_type": "Save", "inputs": {"images": ["%d", 0], "name": 1}}`, i, next, i, i)
		})
	}},
}

// list joins n pieces of JSON.
func list(n int, piece func(i int) string) string {
	pieces := make([]string, n)
	for i := range pieces {
		pieces[i] = piece(i)
	}
	return strings.Join(pieces, ", ")
}

// prompt is a graph of n pieces; without definitions the embedded ones count.
func prompt(t testing.TB, n int, definitions string, piece func(i int) string) *rule.Pass {
	var c *nodes.Catalog
	if definitions != "" {
		c = catalog(t, definitions)
	}
	return pass(t, endpoint.Prompt, "{"+list(n, piece)+"}", "", c)
}

// overridden is a request with n overrides of as many nodes, each of which has
// an output of its own.
func overridden(t testing.TB, n int, value string) *rule.Pass {
	graph := list(n, func(i int) string {
		return fmt.Sprintf(`"%d": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "s%d": {"class_type": "Save", "inputs": {"images": ["%d", 0], "name": 1}}`, i, i, i)
	})
	items := list(n, func(i int) string { return set(fmt.Sprint(i), "n", value) })
	return pass(t, endpoint.Create, `{"nodeInfoList": [`+items+`]}`, "{"+graph+"}", catalog(t, testNodes()))
}

// chained is a request with n overrides of as many nodes, each of which takes
// what the one before gives; more are the nodes after them.
func chained(t testing.TB, n int, more string) *rule.Pass {
	graph := list(n, func(i int) string {
		return fmt.Sprintf(`"%d": {"class_type": "Grow", "inputs": {"image": ["%d", 0], "by": 1}}`, i, max(i-1, 0))
	})
	items := list(n, func(i int) string { return set(fmt.Sprint(i), "by", "1.5") })
	return pass(t, endpoint.Create, `{"nodeInfoList": [`+items+`]}`, "{"+graph+more+"}", catalog(t, testNodes()))
}

// cost is the time of one check, whatever the cache holds.
func cost(p *rule.Pass) time.Duration {
	start := time.Now()
	check(p.NewPass(p.Context, p.Settings))
	return time.Since(start)
}

// BenchmarkGrowth checks inputs of two sizes: twice the size may cost about
// twice as much. Below them is a step that is no growth: from 10,000 to 20,000
// pieces what a check works on leaves the processor's cache, and costs three times
// as much for twice the allocations.
func BenchmarkGrowth(b *testing.B) {
	for _, g := range growth {
		for _, size := range []int{20_000, 40_000} {
			b.Run(fmt.Sprintf("%s/%d", g.name, size), func(b *testing.B) {
				p := g.make(b, size)
				cost(p)
				b.ReportAllocs()
				for b.Loop() {
					cost(p)
				}
			})
		}
	}
}

// Sixteen times the size must not cost much more than sixteen times as much:
// what is quadratic would cost 256 times.
func TestGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("a measurement")
	}
	for _, g := range growth {
		small, large := g.make(t, 500), g.make(t, 8000)
		one, many := cost(small), cost(large)
		// A busy machine gets further chances.
		for range 20 {
			one, many = min(one, cost(small)), min(many, cost(large))
			if many < 80*one {
				break
			}
		}
		t.Logf("%s: 500 cost %v, 8000 cost %v, %d times as much", g.name, one, many, many/max(one, 1))
		if many > 100*one {
			t.Errorf("%s: 500 cost %v, 8000 cost %v", g.name, one, many)
		}
	}
}
