package jsondoc_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// exported is a graph with what is hard to print.
const exported = `{"3":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"cfg":8.0,"model":["4",0],"w":{"__value__":[false,true]}},"_meta":{"title":"采样 <器>"}},"10":{"class_type":"SaveImage","inputs":{"images":["3",0],"e":1e400}}}`

func pretty(t testing.TB, text string) []byte {
	t.Helper()
	doc, err := jsondoc.Parse("t", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root().Pretty()
}

func TestPretty(t *testing.T) {
	want := `{
  "10": {
    "class_type": "SaveImage",
    "inputs": {
      "e": 1e400,
      "images": ["3", 0]
    }
  },
  "3": {
    "_meta": {
      "title": "采样 <器>"
    },
    "class_type": "KSampler",
    "inputs": {
      "cfg": 8.0,
      "model": ["4", 0],
      "seed": 18446744073709551615,
      "w": {
        "__value__": [false, true]
      }
    }
  }
}
`
	if got := string(pretty(t, exported)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for in, want := range map[string]string{
		`"\u4e2d\/\ud83d\ude00\n"`:            `"中/😀\n"`,
		`"\ud83d"`:                            `"\ud83d"`,
		`"\ufffd"`:                            `"\ufffd"`,
		`{"a":1,"a":2,"\u0061":3}`:            "{\n  \"a\": 3\n}",
		`{}`:                                  `{}`,
		`[]`:                                  `[]`,
		`-0.0`:                                `-0.0`,
		`["` + strings.Repeat("x", 80) + `"]`: "[\n  \"" + strings.Repeat("x", 80) + "\"\n]",
	} {
		if got := string(pretty(t, in)); got != want+"\n" {
			t.Errorf("%s: got %s want %s", in, got, want)
		}
	}
	deep := strings.Repeat("[", 9000) + "{}" + strings.Repeat("]", 9000)
	if n := len(pretty(t, deep)); n > 40*len(deep) {
		t.Errorf("9,000 levels print as %d bytes", n)
	}
}

// FuzzPretty holds that printing is idempotent and keeps the meaning.
func FuzzPretty(f *testing.F) {
	f.Add([]byte(exported))
	f.Add([]byte(`["\ud800","\udc00",[1,[2]],{"é":"\u00e9"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := jsondoc.Parse("f", data)
		if err != nil {
			return
		}
		once := doc.Root().Pretty()
		again, err := jsondoc.Parse("f", once)
		if err != nil {
			t.Fatalf("printed what is no JSON: %q: %v", once, err)
		}
		if twice := again.Root().Pretty(); !bytes.Equal(twice, once) {
			t.Fatalf("not stable: %q then %q", once, twice)
		}
		var a, b any
		if json.Unmarshal(data, &a) == nil {
			if err := json.Unmarshal(once, &b); err != nil {
				t.Fatal(err)
			}
			x, _ := json.Marshal(a)
			y, _ := json.Marshal(b)
			if !bytes.Equal(x, y) {
				t.Fatalf("meaning changed: %s to %s", x, y)
			}
		}
	})
}
