package jsondoc

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// manyMembers is an object of n members and some oddities.
func manyMembers(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"first":"x"`)
	for i := range n {
		fmt.Fprintf(&b, `,"key %d":{"a":[%d]}`, i, i)
	}
	b.WriteString(`,"\u732b":1,"":2,"key 3":"again"}`)
	return []byte(b.String())
}

// An object of many keys is searched by an index after some questions: the
// answers stay the same, for all that ask at once.
func TestGetOfManyKeys(t *testing.T) {
	for _, n := range []int{4, manyKeys - 4, manyKeys, 10 * manyKeys} {
		d := mustParse(t, string(manyMembers(n)))
		want := map[string]Value{}
		for m := range d.Root().Members() {
			want[m.Key()] = m.Value
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 2 {
					for key, v := range want {
						if m := d.Root().Member(key); !m.Value.Same(v) || m.Key() != key {
							t.Errorf("%d keys: %q is %q", n, key, m.Value.Raw())
						}
					}
					for _, key := range []string{"none", "key", "key 3 ", `\u732b`} {
						if d.Root().Get(key).Exists() {
							t.Errorf("%d keys: there is %q", n, key)
						}
					}
				}
			})
		}
		all.Wait()
	}
}

func TestIndexOfManyElements(t *testing.T) {
	d := mustParse(t, "["+strings.Repeat("[0],", 3*manyElements)+"1]")
	for i, e := range d.Root().Elements() {
		if !d.Root().Index(i).Same(e) {
			t.Errorf("element %d", i)
		}
	}
	if d.Root().Index(3*manyElements + 1).Exists() {
		t.Error("an element too many")
	}
}

func BenchmarkGet(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		d := mustParse(b, string(manyMembers(n)))
		key := fmt.Sprintf("key %d", n/2)
		b.Run(fmt.Sprintf("%d-keys", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !d.Root().Get(key).Exists() {
					b.Fatal("not found")
				}
			}
		})
	}
}

// Places in a document of one line cost the same wherever they are.
func BenchmarkOneLine(b *testing.B) {
	for _, n := range []int{5_000, 50_000} {
		d := mustParse(b, "["+strings.Repeat(`{"nodeId":"6","fieldName":"text","fieldValue":"x"},`, n)+"1]")
		items := d.Root()
		b.Run(fmt.Sprintf("%d-items", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				v := items.Index(i % n)
				_ = d.Position(v.Span().Start)
				_ = v.Pointer()
				_ = d.Line(1)
			}
		})
	}
}
