package jsondoc

import "testing"

func TestParsePython(t *testing.T) {
	for _, x := range []struct {
		src string
		ok  bool
	}{
		{`NaN`, true}, {`[NaN, Infinity, -Infinity]`, true}, {`{"a":NaN}`, true}, {"[NaN\n]", true}, {`[1, -1]`, true},
		{`[nan]`, false}, {`[NaNs]`, false}, {`[-NaN]`, false}, {`[+Infinity]`, false}, {`[Infinit]`, false}, {`[Infinity1]`, false}, {`[N`, false}, {`{NaN: 1}`, false},
	} {
		if _, err := Parse("x", []byte(x.src)); err == nil && x.src != `[1, -1]` {
			t.Errorf("%s is JSON", x.src)
		}
		d, err := Parser{Python: true}.Parse("x", []byte(x.src))
		if (err == nil) != x.ok {
			t.Errorf("%s: %v", x.src, err)
			continue
		}
		if err == nil && d.Root().Is(Array) && !d.Root().Index(0).Is(Number) {
			t.Errorf("%s: the first element is a %s", x.src, d.Root().Index(0).Kind())
		}
	}
	d, err := Parser{Python: true}.Parse("x", []byte(`{"prompt": "{\"a\": NaN}", "b": "[-Infinity]"}`))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"prompt": `{"a": NaN}`, "b": "[-Infinity]"} {
		inner, err := d.Root().Get(key).Embedded()
		if err != nil || string(inner.Root().Raw()) != want {
			t.Errorf("%s: %v", key, err)
		}
	}
}
