package source

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// marked is the text of s in which every @ is an unknown part.
func marked(s string) Text {
	var t Text
	for i := range len(s) {
		at := jsondoc.Span{Start: i, End: i + 1}
		if s[i] == '@' {
			t.AddHole("@", jsondoc.HoleValue, at)
			continue
		}
		t.AddExact([]byte(s), at)
	}
	return t
}

func TestFill(t *testing.T) {
	tests := []struct{ in, want, holes string }{
		{`{"a":1}`, `{"a":1}`, ``},
		{`{"a":"@"}`, `{"a":"{…}"}`, `string@6 `},
		{`{"a":"x@y@"}`, `{"a":"x{…}y{…}"}`, `string@7 `},
		{`{"a":@,"b":2}`, `{"a":"{…}","b":2}`, `value@5 `},
		{`[@,1]`, `["{…}",1]`, `value@1 `},
		{`{@:1}`, `{"{…}":1}`, `value@1 `},
		{`{"a":1,@}`, `{"a":1 }`, `members@7 `},
		{`{@,"a":1}`, `{ "a":1}`, `members@1 `},
		{`{"a":"\"@"}`, `{"a":"\"{…}"}`, `string@8 `},
		{`@`, `"{…}"`, `value@0 `},
		{`@}`, `"{…}"`, `value@0 `},
		{` @ @`, `"{…}"`, `value@1 `},
		{`{"a":1@`, `{"a":"{…}"}`, `value@6 members@6 `},
		{`{"a":"x@`, `{"a":"x{…}"}`, `string@7 members@7 `},
		{`{"a":[@`, `{"a":["{…}"]}`, `value@6 elements@6 members@6 `},
		{`{"a":1@}`, `{"a":"{…}"}`, `value@6 `},
		{`{"a":@0,"b":1}`, `{"a":"{…}","b":1}`, `value@5 `},
		{`{"a":@@,"b":@.@}`, `{"a":"{…}","b":"{…}"}`, `value@5 value@12 `},
		{`{"a":"x"@`, `{"a":"x"}`, `members@8 members@8 `},
		{`{"a":["x"@}`, `{"a":["x"}`, `elements@9 `},
		{`{"a":["x"@`, `{"a":["x"]}`, `elements@9 elements@9 members@9 `},
		{`{"a":"x"@}`, `{"a":"x"}`, `members@8 `},
		{`{"a":[{"b":"x"}@]}`, `{"a":[{"b":"x"}]}`, `elements@15 `},
	}
	kinds := map[jsondoc.HoleKind]string{jsondoc.HoleValue: "value", jsondoc.HoleString: "string", jsondoc.HoleMembers: "members", jsondoc.HoleElements: "elements"}
	for _, tt := range tests {
		got := marked(tt.in).Fill()
		if string(got.Bytes) != tt.want {
			t.Errorf("Fill(%s) = %s, want %s", tt.in, got.Bytes, tt.want)
		}
		var holes strings.Builder
		for _, h := range got.Holes {
			fmt.Fprintf(&holes, "%s@%d ", kinds[h.Kind], h.File.Start)
			if (h.Kind == jsondoc.HoleValue || h.Kind == jsondoc.HoleString) && !json.Valid(got.Bytes[h.Start:h.End]) {
				t.Errorf("Fill(%s): the hole %q is not a value", tt.in, got.Bytes[h.Start:h.End])
			}
		}
		if holes.String() != tt.holes {
			t.Errorf("Fill(%s) has holes %q, want %q", tt.in, holes.String(), tt.holes)
		}
	}
}
