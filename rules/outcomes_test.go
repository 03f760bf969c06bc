package rules_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// The outcomes of the same files before the program knew facts about packs,
// counted once with the program of that time.
var outcomesBefore = [2]map[rules.Outcome]int{
	{rules.Unknown: 373, rules.Accepted: 2, rules.Partial: 4, rules.Rejected: 46},
	{rules.Unknown: 28, rules.Accepted: 1, rules.Partial: 2, rules.Rejected: 1},
}

// prompts are the results of all collected prompts, by their name.
func prompts(t testing.TB, lang message.Lang) map[string]rules.Result {
	t.Helper()
	c := checker(t, rules.Options{Lang: lang, Endpoint: endpoint.Prompt, Catalog: nodes.Core()})
	files, _ := filepath.Glob(filepath.Join(sharedtest.Dir(t), "corpus", "prompts", "*.json"))
	out := map[string]rules.Result{}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		out[name] = one(t, c, f, string(read(t, f)))
	}
	return out
}

// repeated is the request that sets every literal of a graph to what it is.
func repeated(d *workflow.Definition) string {
	var items []string
	for n := range d.Graph.Members() {
		for m := range n.Value.Get("inputs").Members() {
			if v := m.Value; v.Is(jsondoc.String) || v.Is(jsondoc.Number) || v.Is(jsondoc.Bool) {
				items = append(items, fmt.Sprintf(`{"nodeId": %s, "fieldName": %s, "fieldValue": %s}`, quoted(n.Key()), quoted(m.Key()), v.Raw()))
			}
		}
	}
	return create(strings.Join(items, ", "))
}

// own are the results of each RunningHub definition with its own values.
func own(t testing.TB, lang message.Lang) (out []rules.Result) {
	t.Helper()
	for _, d := range runGraphs(t) {
		c := checker(t, rules.Options{Lang: lang, Definition: d, Catalog: nodes.Core()})
		out = append(out, one(t, c, filepath.Base(d.Name), repeated(d)))
	}
	return out
}

// kindsOf counts the reasons of what is not checked by the text that they begin
// with.
func kindsOf(lang message.Lang, results []rules.Result) map[string]int {
	count := map[string]int{}
	for i := range results {
		if results[i].Verdict.Outcome != rules.Unknown {
			continue
		}
		seen := map[string]bool{}
		for _, u := range results[i].Unchecked {
			kind := u.Reason
			for _, name := range []string{"class", "fact", "output", "choice", "file", "validator", "record", "placeholder"} {
				text, _ := lang.Lookup("unchecked-prompt-" + name + ".reason")
				if head, tail, _ := strings.Cut(text, "{names}"); strings.HasPrefix(u.Reason, head) && strings.HasSuffix(u.Reason, tail) {
					kind = strings.TrimRight(head+tail, ":： ")
				}
			}
			if !seen[kind] {
				seen[kind] = true
				count[kind]++
			}
		}
	}
	return count
}

// TestOutcomes counts what becomes of all collected graphs, writes it into the
// documentation and holds that none of the recorded valid prompts, and no graph
// with its own values, is rejected.
func TestOutcomes(t *testing.T) {
	type recorded struct {
		Valid bool `json:"valid"`
	}
	var verdicts map[string]recorded
	if err := json.Unmarshal(read(t, filepath.Join(sharedtest.Dir(t), "corpus", "verdicts.json")), &verdicts); err != nil {
		t.Fatal(err)
	}
	for _, page := range []struct {
		lang                message.Lang
		file, head, reasons string
		prompts, own        string
		before, now         string
	}{
		{message.English, "graphs.md", "| documents | | unknown | accepted | partial | rejected |", "| reason | prompts | definitions |",
			"%d prompts", "%d definitions", "before", "now"},
		{message.Chinese, "graphs.zh-CN.md", "| 文档 | | unknown | accepted | partial | rejected |", "| 原因 | prompt | 工作流 |",
			"%d 个 prompt", "%d 个工作流", "之前", "现在"},
	} {
		byName := prompts(t, page.lang)
		var lists [2][]rules.Result
		for name, r := range byName {
			if v, ok := verdicts[name]; !ok || v.Valid && r.Verdict.Outcome == rules.Rejected {
				t.Errorf("%s: recorded %t, valid %t, but %s: %v", name, ok, v.Valid, r.Verdict.Outcome, errorsOf(&r))
			}
			lists[0] = append(lists[0], r)
		}
		lists[1] = own(t, page.lang)
		for i := range lists[1] {
			if r := &lists[1][i]; len(errorsOf(r)) > 0 {
				t.Errorf("%s: its own values: %v", r.Path, errorsOf(r))
			}
		}
		text := page.head + "\n| --- | --- | --- | --- | --- | --- |\n"
		for k, list := range lists {
			count := map[rules.Outcome]int{}
			for i := range list {
				count[list[i].Verdict.Outcome]++
			}
			row := func(when string, n map[rules.Outcome]int) {
				text += fmt.Sprintf("| %s | %s | %d | %d | %d | %d |\n", fmt.Sprintf([]string{page.prompts, page.own}[k], len(list)), when,
					n[rules.Unknown], n[rules.Accepted], n[rules.Partial], n[rules.Rejected])
			}
			row(page.before, outcomesBefore[k])
			row(page.now, count)
		}
		golden.Section(t, "../docs/"+page.file, "outcomes", []byte(text))
		reasons := page.reasons + "\n| --- | --- | --- |\n"
		inPrompts, inOwn := kindsOf(page.lang, lists[0]), kindsOf(page.lang, lists[1])
		for _, kind := range slices.SortedFunc(keys(inPrompts, inOwn), func(a, b string) int {
			return inPrompts[b] + inOwn[b] - inPrompts[a] - inOwn[a]
		}) {
			reasons += fmt.Sprintf("| %s | %d | %d |\n", kind, inPrompts[kind], inOwn[kind])
		}
		t.Log("\n" + text + "\n" + reasons)
		golden.Section(t, "../docs/"+page.file, "reasons", []byte(reasons))
	}
}

// keys yields the keys of maps, each once.
func keys(maps ...map[string]int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		seen := map[string]bool{}
		for _, m := range maps {
			for k := range m {
				if !seen[k] && !yield(k) {
					return
				}
				seen[k] = true
			}
		}
	}
}
