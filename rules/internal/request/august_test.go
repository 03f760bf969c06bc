package request

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// laterModel is a model of the list of August 2026, which is newer than the
// embedded registry.
type laterModel struct {
	Endpoint string       `json:"endpoint"`
	Params   []laterParam `json:"params"`
}

// laterParam is a parameter as that list describes it.
type laterParam struct {
	Key      string   `json:"key"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Default  any      `json:"default"`
	Options  []any    `json:"options"`
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Length   int      `json:"maxLength"`
	Count    int      `json:"maxCount"`
	Multiple bool     `json:"multiple"`
}

func laterModels(t *testing.T) []laterModel {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedtest.Dir(t), "registry", "capabilities-2026-08.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it is only read
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Endpoints []laterModel `json:"endpoints"`
	}
	if err = json.NewDecoder(z).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list.Endpoints
}

// values are those that the list allows for a parameter: the default, every
// choice, both bounds, the longest text, as many files as it takes.
func (p *laterParam) values() (out []any) {
	if p.Default != nil && p.Default != "" {
		out = append(out, p.Default)
	}
	const address = "https://example.com/a"
	switch p.Type {
	case "IMAGE", "VIDEO", "AUDIO":
		out = []any{address, "asset://1"}
		if p.Multiple {
			many := []any{}
			for range max(p.Count, 1) {
				many = append(many, address)
			}
			out = append(out, many)
		}
		return out
	case "LIST":
		out = append(out, p.Options...)
	case "BOOLEAN":
		out = append(out, true, false)
	case "STRING":
		if p.Length == 0 || p.Length >= 5 {
			out = append(out, "a cat")
		}
		if p.Length > 0 {
			out = append(out, strings.Repeat("长", p.Length))
		}
	default:
		if p.Min != nil {
			out = append(out, *p.Min)
		}
		if p.Max != nil {
			out = append(out, *p.Max)
		}
		if len(out) == 0 {
			out = append(out, 1)
		}
	}
	return out
}

// bodies are what the list allows: what is required alone, all defaults, and
// each value of each parameter.
func (m *laterModel) bodies(do func(what string, body map[string]any)) {
	required := func() map[string]any {
		b := map[string]any{}
		for i := range m.Params {
			if p := &m.Params[i]; p.Required {
				b[p.Key] = p.values()[0]
			}
		}
		return b
	}
	do("what is required", required())
	all := required()
	for i := range m.Params {
		p := &m.Params[i]
		if p.Default != nil {
			all[p.Key] = p.Default
		}
		for _, v := range p.values() {
			b := required()
			b[p.Key] = v
			do(p.Key, b)
		}
	}
	do("defaults", all)
}

// TestLaterModels: the platform's models of August, three months newer than the
// registry: none has an unknown path, and what the list allows is no error.
func TestLaterModels(t *testing.T) {
	// The registry requires these; the list does no longer.
	optional := map[string]bool{"kling-video-o1-std/refrence-to-video videoUrl": true, "rhart-image-g-2-official/text-to-image aspectRatio": true} //nolint:misspell // the registry's own spelling
	table := endpoint.Default()
	list := laterModels(t)
	known, bodies := 0, 0
	for k := range list {
		m := &list[k]
		e, _, ok := table.Match("/openapi/v2/" + m.Endpoint)
		if path, isModel := e.Kind.Model(); !ok || !isModel || path != m.Endpoint {
			t.Errorf("%s: %v", m.Endpoint, e)
			continue
		}
		if _, ok := models.Find(m.Endpoint); ok {
			known++
		}
		m.bodies(func(what string, body map[string]any) {
			bodies++
			for _, f := range checkBody(t, e.Kind, body) {
				if f.Severity != rule.Error || f.Rule == modelMissing && optional[m.Endpoint+" "+strings.Fields(f.Message)[0]] {
					continue
				}
				t.Errorf("%s, %s: %s %v", m.Endpoint, what, line(f), body[what])
			}
		})
	}
	t.Logf("%d models, %d of them in the registry, %d bodies", len(list), known, bodies)
	if len(list) < 394 || known < 290 {
		t.Error("too few")
	}
}
