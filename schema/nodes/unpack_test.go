package nodes

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
)

// packed is a gzip of a text, so many times a filler, and an end.
func packed(t testing.TB, head string, filler []byte, times int, end string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	parts := append([][]byte{[]byte(head)}, nil)
	for range times {
		parts = append(parts, filler)
	}
	for _, part := range append(parts, []byte(end)) {
		if _, err := z.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBomb: what unpacks to hundreds of times its size is not unpacked to its
// end, whether it would make sense or not; definitions as servers answer them are.
func TestBomb(t *testing.T) {
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	class := []byte(`, "B": {"input": {"required": {"x": ["INT"]}}}`)
	for name, tt := range map[string]struct {
		data []byte
		want fault.Problem
	}{
		"blanks":       {packed(t, small, blanks, 160, ""), fault.NodesTooLarge},
		"zeros":        {packed(t, "", make([]byte, 1<<20), 160, ""), fault.NodesTooLarge},
		"within":       {packed(t, small, blanks, 60, ""), ""},
		"many classes": {packed(t, small[:strings.LastIndex(small, "}")], class, 100_000, "}"), ""},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c, err := Read(name, tt.data)
		runtime.ReadMemStats(&after)
		if e, ok := errors.AsType[*fault.Error](err); tt.want == "" && err != nil || tt.want != "" && (!ok || e.Problem != tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; tt.want != "" && used > 512<<20 {
			t.Errorf("%s: %d MiB were allocated", name, used>>20)
		}
		if err == nil && len(c.Names()) == 0 {
			t.Errorf("%s: no classes", name)
		}
	}
}

// TestRecordBomb: a record of a compiled catalog that unpacks to hundreds of
// times its size is damage.
func TestRecordBomb(t *testing.T) {
	var record bytes.Buffer
	z, err := flate.NewWriter(&record, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	for range 160 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	index := []byte{1, 1, 'A'}
	index = binary.AppendUvarint(index, uint64(record.Len()))
	index = binary.LittleEndian.AppendUint32(index, crc32.ChecksumIEEE(record.Bytes()))
	head := binary.LittleEndian.AppendUint32([]byte(magic), formatVersion)
	head = binary.LittleEndian.AppendUint32(head, flagDeflate)
	head = append(head, make([]byte, 32)...)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(index)))
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(index))
	head = binary.LittleEndian.AppendUint32(head, 0)
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(head))
	c, err := Read("bomb", append(append(head, index...), record.Bytes()...))
	if err != nil {
		t.Fatal(err)
	}
	if class, ok := c.Class("A"); !ok || !errors.Is(class.Err, errUnpacked) {
		t.Errorf("%t, %+v", ok, class)
	}
}

// TestNothingWhole: a large file that is not JSON from its first byte is not read
// to its end, and what is too large for the memory is refused. The file has holes:
// reading it would take seconds.
func TestNothingWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "object_info.json")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(mostWhole + 1); err != nil {
		t.Skip("no files with holes here")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(path, t.TempDir())
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Problem != fault.NodesTooLarge {
		t.Errorf("%v", err)
	}
	if runtime.GOOS != "windows" {
		_, err = Open(os.DevNull, "")
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Problem != fault.NodesUnreadable {
			t.Fatal(err)
		}
		if e, ok = errors.AsType[*fault.Error](e.Err); !ok || e.Problem != fault.FileNotRegular {
			t.Error(err)
		}
	}
}
