package python

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func parse(t testing.TB, text string) Value {
	t.Helper()
	doc, err := jsondoc.Parse("value", []byte(text))
	if err != nil {
		t.Fatalf("%.40s: %v", text, err)
	}
	return Of(doc.Root())
}

// show is str() of a number, "" for an error; it matches what the recording
// holds.
func show(v Value, err error) string {
	if err != nil {
		return ""
	}
	return v.Repr()
}

func orNone(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// What CPython 3.11 answers, recorded by running it: [text, int(text),
// float(text)], [a, b, a < b, a == b] and [json, int, float, bool, str, repr],
// null where it raises.
func TestRecorded(t *testing.T) {
	data, err := os.ReadFile("testdata/python.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct {
		Text    [][3]*string
		Compare [][4]any
		Values  [][6]any
	}
	if err := json.Unmarshal(data, &recorded); err != nil {
		t.Fatal(err)
	}
	if len(recorded.Text) < 1000 || len(recorded.Compare) < 1000 || len(recorded.Values) < 40 {
		t.Fatal("the recording is incomplete")
	}
	for _, r := range recorded.Text {
		if got, want := show(newStr(*r[0]).ToInt()), orNone(r[1]); got != want {
			t.Errorf("int(%.60q) = %.60s, want %.60s", *r[0], got, want)
		}
		if got, want := show(newStr(*r[0]).ToFloat()), orNone(r[2]); got != want {
			t.Errorf("float(%.60q) = %.60s, want %.60s", *r[0], got, want)
		}
	}
	for _, r := range recorded.Compare {
		a, b := parse(t, r[0].(string)), parse(t, r[1].(string))
		less, err := a.Less(b)
		want, ordered := r[2].(bool)
		if (err == nil) != ordered || less != want {
			t.Errorf("%.40s < %.40s: %v %v, want %v", r[0], r[1], less, err, r[2])
		}
		if got := a.Equal(b); got != r[3].(bool) {
			t.Errorf("%.40s == %.40s: %v", r[0], r[1], got)
		}
	}
	text := func(x any) string { s, _ := x.(string); return s }
	for _, r := range recorded.Values {
		v := parse(t, r[0].(string))
		if v.Kind() != Str {
			if got := show(v.ToInt()); got != text(r[1]) {
				t.Errorf("int(%.40s) = %s, want %v", r[0], got, r[1])
			}
			if got := show(v.ToFloat()); got != text(r[2]) {
				t.Errorf("float(%.40s) = %s, want %v", r[0], got, r[2])
			}
		}
		if got := v.Truth(); got != r[3].(bool) {
			t.Errorf("bool(%.40s) = %v", r[0], got)
		}
		if got, _ := v.ToStr().Text(); got != r[4].(string) {
			t.Errorf("str(%.40s) = %s, want %v", r[0], got, r[4])
		}
		if got := v.Repr(); got != r[5].(string) {
			t.Errorf("repr(%.40s) = %s, want %v", r[0], got, r[5])
		}
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		v    Value
		kind Kind
		name string
	}{
		{Value{}, Missing, "missing"}, {parse(t, "null"), None, "NoneType"}, {newStr("x").ToBool(), Bool, "bool"}, {newInt(3), Int, "int"},
		{newFloat(1), Float, "float"}, {newStr("x"), Str, "str"}, {parse(t, "[]"), List, "list"}, {parse(t, "{}"), Dict, "dict"},
	} {
		if c.v.Kind() != c.kind || c.v.Kind().String() != c.name {
			t.Errorf("%v is %v", c.v, c.v.Kind())
		}
	}
	if !newStr("x").IsText("x") || newInt(1).IsText("1") || !parse(t, `"\u0078"`).IsText("x") {
		t.Error("IsText")
	}
	if !newStr("x").Equal(newStr("x")) || !parse(t, `"x"`).Equal(newStr("x")) || !newStr("x").Equal(parse(t, `"x"`)) || !parse(t, `"x"`).Equal(parse(t, `"\u0078"`)) {
		t.Error("texts of different origin differ")
	}
	if parts, ok := parse(t, `"16::\u0039"`).Split(":"); !ok || len(parts) != 3 || !parts[1].IsText("") || !parts[2].IsText("9") {
		t.Error("Split")
	}
	if _, ok := newInt(1).Split(":"); ok {
		t.Error("Split: only a str has it")
	}
	if v := newStr("x").ToBool(); v.Kind() != Bool || !v.Truth() || newInt(0).ToBool().Truth() {
		t.Error("ToBool")
	}
	if newStr("").Truth() || !newStr("0").Truth() || (Value{}).Truth() {
		t.Error("truth")
	}
	if _, ok := parse(t, "null").Float64(); ok {
		t.Error("None is no number")
	}
	if _, ok := parse(t, "[1]").Text(); ok {
		t.Error("a list is no text")
	}
	if !newInt(3).Integral() || !newFloat(3).Integral() || newFloat(3.5).Integral() {
		t.Error("integral")
	}
	// An int that Python's reader would refuse costs no more than its limit.
	huge := make([]byte, 1<<20)
	for i := range huge {
		huge[i] = '7'
	}
	if v := parse(t, string(huge)); v.Kind() != Int {
		t.Error("a huge int")
	}
	if v := parse(t, `"a"`); !v.JSON().Exists() || newInt(1).JSON().Exists() {
		t.Error("origin")
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1_0", "٣", " 5 ", "1e5", "nan", "-inf", "\x1c5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		i, err1 := newStr(s).ToInt()
		v, err2 := newStr(s).ToFloat()
		if err1 != nil {
			return
		}
		// Whatever int() reads, float() reads as well, and nearly the same.
		if err2 != nil {
			t.Fatalf("int(%q) works, float does not: %v", s, err2)
		}
		if w, err := i.ToFloat(); err == nil && !w.Equal(v) {
			t.Fatalf("float(%q) = %s, float(int) = %s", s, v.Repr(), w.Repr())
		}
	})
}
