package nodes

import (
	"bytes"
	"testing"
)

// FuzzDamaged damages a compiled catalog and uses it as a check does: each class
// is there, or is told to be unreadable; nothing breaks.
func FuzzDamaged(f *testing.F) {
	c, err := Read("small", []byte(small))
	if err != nil {
		f.Fatal(err)
	}
	var whole bytes.Buffer
	if _, err := c.Compile(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), byte(1), uint32(0))
	f.Add(uint32(60), byte(0xff), uint32(3))
	f.Add(uint32(whole.Len()-2), byte(0x80), uint32(0))
	f.Fuzz(func(t *testing.T, at uint32, mask byte, cut uint32) {
		data := bytes.Clone(whole.Bytes())
		data = data[:len(data)-int(cut%uint32(len(data)))]
		if len(data) > 0 {
			data[int(at%uint32(len(data)))] ^= mask
		}
		c, err := Read("damaged", data)
		if err != nil {
			return
		}
		for _, name := range append(c.Names(), "KSampler", "") {
			if class, ok := c.Class(name); ok && class == nil {
				t.Fatalf("%q is there and is not", name)
			}
			_, _ = c.Entry(name) // an error is as good
		}
		_, _ = c.Compile(&bytes.Buffer{}) // as above
	})
}
