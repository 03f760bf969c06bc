package models

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

func TestFindAndSearch(t *testing.T) {
	m, ok := Find("seedream-v4/text-to-image")
	if !ok || m.Task() != "text-to-image" || m.Param("prompt") == nil || m.Param("none") != nil {
		t.Fatalf("%v %+v", ok, m)
	}
	if _, ok = Find("Seedream-v4/text-to-image"); ok {
		t.Error("upper and lower case of a path are the same")
	}
	if n := len(Search("")); n != len(all()) {
		t.Errorf("an empty query finds %d", n)
	}
	for _, q := range []string{"SEEDREAM text-to-image", "guidanceScale", "video firstFrame"} {
		if n := len(Search(q)); n == len(all()) {
			t.Errorf("%q finds all", q)
		}
	}
	if n := len(Search("seedream nosuchword")); n != 0 {
		t.Errorf("%d found", n)
	}
}

// Every model's schema compiles, takes the model's parameters and refuses a
// body without what is required.
func TestSchemas(t *testing.T) {
	for i := range all() {
		m := &all()[i]
		s, err := jsonschema.CompileString("a.json", string(m.Schema()))
		if err != nil {
			t.Fatalf("%s: %v", m.Path, err)
		}
		required := false
		for _, p := range m.Params {
			required = required || p.Required
		}
		if err = s.Validate(map[string]any{}); (err != nil) != required {
			t.Errorf("%s: an empty body: %v", m.Path, err)
		}
	}
	m, _ := Find("seedream-v4/text-to-image")
	s := jsonschema.MustCompileString("a.json", string(m.Schema()))
	for text, want := range map[string]bool{
		`{"prompt": "a", "width": 2048}`: true, `{"prompt": "a", "width": 99999}`: false, `{"prompt": "a", "resolution": "none"}`: false,
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if got := s.Validate(v) == nil; got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

func TestUnpackBroken(t *testing.T) {
	var short bytes.Buffer
	z := gzip.NewWriter(&short)
	_, _ = z.Write([]byte(strings.Repeat("[", 9)))
	_ = z.Close()
	for _, b := range [][]byte{nil, []byte("x"), short.Bytes(), short.Bytes()[:12]} {
		if _, err := unpack(b); err == nil {
			t.Errorf("%q is read", b)
		}
	}
}
