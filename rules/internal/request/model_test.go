package request

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
)

// body is a complete body of a model: its own defaults, and for what has none
// and is required a value that the registry allows.
func body(m *models.Model) map[string]any {
	out := map[string]any{}
	for i := range m.Params {
		p := &m.Params[i]
		var v any
		_ = json.Unmarshal(p.Default, &v)
		switch {
		case p.Media() && (p.Required || v != nil):
			v = "https://example.com/a"
		case v == nil && !p.Required:
			continue
		case v != nil && v != "":
		case p.Type == typeList:
			v = p.Options[0]
		case p.Type == typeBoolean:
			v = true
		case p.Type == typeString:
			v = "a text"
		case p.Min != nil:
			v = *p.Min
		default:
			v = 1
		}
		if p.List {
			v = []any{v}
		}
		out[p.Key] = v
	}
	return out
}

// mutants are values that a parameter does not take.
func mutants(p *models.Param) map[string]any {
	out := map[string]any{"object": map[string]any{"a": 1}}
	if !p.List && !p.Multiple {
		out["array"] = []any{"https://example.com/a"}
	}
	switch {
	case p.Type == typeList:
		out["choice"] = "no such choice"
	case p.Media():
		out["media"] = "a.bin"
		if p.Multiple && p.MaxInputs > 0 {
			var many []any
			for range p.MaxInputs + 1 {
				many = append(many, "https://example.com/a")
			}
			out["count"] = many
		}
	case p.Type == typeBoolean:
		out["type"] = "maybe"
	case p.MaxLength > 0:
		out["length"] = strings.Repeat("长", p.MaxLength+1)
	}
	if p.Min != nil {
		out["min"] = *p.Min - 1
	}
	if p.Max != nil {
		out["max"] = *p.Max + 1
	}
	return out
}

func checkBody(t *testing.T, kind endpoint.Kind, b map[string]any) []rule.Finding {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, kind, "a.json", string(text), nil)
}

// Every model takes its own defaults, and one mutation of each parameter is
// an error at that parameter and nowhere else.
func TestEveryModel(t *testing.T) {
	for _, m := range models.Search("") {
		for _, prefix := range []string{"v2-model:", "v2-price-preview:"} {
			if found := checkBody(t, endpoint.Kind(prefix+m.Path), body(m)); len(found) != 0 {
				t.Errorf("%s%s: its defaults: %s", prefix, m.Path, lines(found))
			}
		}
		kind := endpoint.Kind("v2-model:" + m.Path)
		for j := range m.Params {
			p := &m.Params[j]
			for name, v := range mutants(p) {
				b := body(m)
				b[p.Key] = v
				found := checkBody(t, kind, b)
				if len(found) == 0 || found[len(found)-1].Severity != rule.Error {
					t.Errorf("%s, %s, %s: %v is not found", m.Path, p.Key, name, v)
				}
				for _, f := range found {
					if !strings.HasPrefix(f.Pointer, "/"+p.Key) {
						t.Errorf("%s, %s, %s: found at %s", m.Path, p.Key, name, line(f))
					}
				}
			}
			if p.Required {
				b := body(m)
				delete(b, p.Key)
				if got := lines(checkBody(t, kind, b)); got != "error model-missing 1007 " {
					t.Errorf("%s without %s: %s", m.Path, p.Key, got)
				}
			}
		}
	}
}

func TestModelValues(t *testing.T) {
	const text, image = "v2-model:seedream-v4/text-to-image", "v2-model:seedream-v4/image-to-image"
	for _, c := range []struct{ kind, body, want string }{
		{text, `{"prompt": "a house", "width": "2048"}`, "warning model-value 1007 /width"},
		{text, `{"prompt": "a house", "width": "${WIDTH}"}`, ""},
		{text, `{"prompt": "a house", "width": null, "resolution": ""}`, ""},
		{text, `{"prompt": ""}`, "error model-missing 1007 /prompt"},
		{text, `{"prompt": 5}`, "warning model-value 1007 /prompt"},
		{text, `{"promt": "a house"}`, "error model-key 1007 /promt"},
		{text, `{"prompt": "a house", "colour": "red"}`, "warning model-key 0 /colour"},
		{text, `{"prompt": "a house", "webhookUrl": "https://example.com/hook"}`, ""},
		{image, `{"prompt": "a house", "imageUrls": "https://example.com/a.png"}`, ""},
		{image, `{"prompt": "a house", "imageUrls": ["asset://1"]}`, ""},
		{image, `{"prompt": "a house", "imageUrls": ["{{image}}"]}`, ""},
		{image, `{"prompt": "a house", "imageUrls": ["https://example.com/a.mp4?x=1"]}`, "warning model-media 0 /imageUrls/0"},
		{image, `{"prompt": "a house", "imageUrls": ["data:image/png;base64,AA=="]}`, "warning model-media 1007 /imageUrls/0"},
		{text, `{"prompt": "a house", "resolution": "empty"}`, ""},
		{"v2-model:not/known", `{"whatever": [1]}`, ""},
		{text, `[]`, "error request-not-object 301 "},
	} {
		if got := lines(run(t, endpoint.Kind(c.kind), "a.json", c.body, nil)); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.kind, c.body, got, c.want)
		}
	}
}

// A choice that looks like one that came since is a warning.
func TestChoicesThatMayHaveCome(t *testing.T) {
	seconds, sides, sizes := []string{"5", "10"}, []string{"empty", "16:9", "1:1"}, []string{"480p", "4k", "native1080p"}
	for _, c := range []struct {
		text    string
		options []string
		want    bool
	}{
		{"-1", seconds, true},
		{"7", seconds, false},
		{"-1", sides, false},
		{"5s", seconds, false},
		{"9:21", sides, true},
		{"16:9:1", sides, false},
		{"16:0", sides, false},
		{"1024:768", sides, false},
		{"016:9", sides, false},
		{"16/9", sides, false},
		{"16:9", seconds, false},
		{"native4k", sizes, true},
		{"4p", sizes, false},
		{"native8k", sizes, false},
		{"4K", sizes, false},
		{"p", sizes, false},
		{"", sizes, false},
	} {
		if got := mayHaveCome(c.text, c.options); got != c.want {
			t.Errorf("%q of %q: %t", c.text, c.options, got)
		}
	}
}

// A file of this machine is compared with what the model takes.
func TestModelLocalFile(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err = f.Truncate(900 << 20); err != nil {
		t.Fatal(err)
	}
	if err = f.Close(); err != nil {
		t.Fatal(err)
	}
	const size, address, kind = "error model-media 1007 /imageUrls/0", "error model-media 1007 /imageUrls/0", "warning model-media 0 /imageUrls/0"
	for name, want := range map[string][]string{
		"a.png":        {size, address},
		"@a.png":       {size, address},
		"file://a.png": {size, address},
		"none.png":     {address},
		"b.gif":        {address, kind},
		"./b.gif":      {address, kind},
		"sub/b.mp4":    {address, kind},
	} {
		text := `{"prompt": "a house", "imageUrls": ["` + name + `"]}`
		got := lines(run(t, "v2-model:seedream-v4/image-to-image", "a.json", text, func(s *setup.Settings) { s.BaseDir = dir }))
		if got != strings.Join(want, "\n") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestModelAccount(t *testing.T) {
	for account, want := range map[string]string{"": "", "enterprise-shared": "", "normal": "error model-account 1014 "} {
		got := lines(run(t, "v2-model:seedream-v4/text-to-image", "a.json", `{"prompt": "a house"}`, func(s *setup.Settings) { s.Account = account }))
		if got != want {
			t.Errorf("%q: %q", account, got)
		}
	}
}
