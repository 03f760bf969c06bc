package nodes

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Any bytes as object_info: an error or a catalog whose classes can be asked
// for, and the compiled form says the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"data": {"A": {"input": {"required": {"x": [[1, "a"], {"min": NaN}]}}, "output": ["*"]}}}`))
	f.Add([]byte(`{"A": {"input": {"required": {"x": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"y": ["COMFY_AUTOGROW_V3", {"template": {}}]}}, "names": ["a", 1], "min": 1}}]}}, "schema": "v3"}}`))
	f.Add([]byte(magic))
	f.Add([]byte("\x1f\x8b"))
	var compiled bytes.Buffer
	if _, err := read(f, small).Compile(&compiled); err != nil {
		f.Fatal(err)
	}
	f.Add(compiled.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Read("fuzz", data)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if _, err := c.Compile(&out); err != nil {
			return
		}
		again, err := Read("fuzz", out.Bytes())
		if err != nil {
			t.Fatalf("the compiled form is unreadable: %v", err)
		}
		if !slices.Equal(c.Names(), again.Names()) {
			t.Fatalf("the compiled form has %q, not %q", again.Names(), c.Names())
		}
	})
}

// The scanner and a strict reader agree on what the members of an object are.
func FuzzScan(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"a\"\\": {"b": "}\\\""}, "c": [1, "]"] , "d":-1.5e3}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var want map[string]json.RawMessage
		if json.Unmarshal(data, &want) != nil || want == nil {
			return
		}
		start := space(data, 0)
		entries, end, bad := scanObject(data, start)
		if bad >= 0 || space(data, end) != len(data) {
			t.Fatalf("refused at %d", bad)
		}
		for _, e := range entries {
			if !json.Valid(data[e.start:e.end]) {
				t.Fatalf("value %q", data[e.start:e.end])
			}
		}
		if len(entries) < len(want) {
			t.Fatalf("%d of %d members", len(entries), len(want))
		}
	})
}

// FuzzReadIndex: whatever an index says, the classes are inside the file.
func FuzzReadIndex(f *testing.F) {
	s, err := indexJSON("small", []byte(small))
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), "object_info.json")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		f.Fatal(err)
	}
	good := appendIndex(nil, s.list, s.index, 0)
	f.Add(good[:len(good)-4])
	f.Add([]byte(indexMagic + "\x01\x01a\x00\x03\x01\x02"))
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer object.Close() //nolint:errcheck // only read
		index := filepath.Join(t.TempDir(), "x.index")
		if err := os.WriteFile(index, binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body)), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := readIndexFile(index, path, object)
		if err != nil {
			return
		}
		for _, name := range s.names() {
			if raw, err := s.entry(name); err != nil && len(raw) > len(small) {
				t.Fatalf("%q: %d bytes, %v", name, len(raw), err)
			}
		}
	})
}

// FuzzTopScanner: in whatever chunks a text comes, the scanner finds what
// scanObject finds in it as a whole, and takes nothing that it refuses.
func FuzzTopScanner(f *testing.F) {
	f.Add([]byte(small), uint8(1))
	f.Add([]byte("\n{\"a\\\"\\\\\": {\"b\": [\"}\\\"\"]}, \"c\" : 1,\"d\":\"x\\\\\",\"a\":[{}] , \"a\": {} } "), uint8(3))
	f.Add([]byte(`{"a":1`), uint8(2))
	f.Fuzz(func(t *testing.T, text []byte, size uint8) {
		start := space(text, 0)
		entries, end, bad := scanObject(text, start)
		whole := bad < 0 && space(text, end) == len(text)
		scanner := topScanner{s: &fileStore{index: map[string]entrySpan{}}}
		for chunk := range slices.Chunk(text, int(size)+1) {
			if !scanner.bad {
				scanner.scan(chunk)
			}
		}
		want := map[string]entrySpan{}
		for _, e := range entries {
			key, ok := unquoted(text[e.keyStart+1 : e.keyEnd-1])
			if text[e.start] == '{' && ok {
				want[key] = e
			}
			whole = whole && (ok || text[e.start] != '{')
		}
		if got := !scanner.bad && scanner.state == atEnd; got != whole {
			t.Fatalf("taken %t, want %t", got, whole)
		}
		if whole && !maps.Equal(scanner.s.index, want) {
			t.Fatalf("found %v, want %v", scanner.s.index, want)
		}
	})
}
