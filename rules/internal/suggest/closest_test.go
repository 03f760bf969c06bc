package suggest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sort"
	"strings"
	"testing"
	"unicode"
)

// plainClosest is the definition of Closest, without any shortcut.
func plainClosest(word string, candidates []string, most int) []string {
	plainFold := func(s string) []rune {
		return []rune(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || r == '_' || r == '-' {
				return -1
			}
			return unicode.ToLower(r)
		}, s))
	}
	type hit struct {
		text     string
		distance int
	}
	var hits []hit
	folded := plainFold(word)
	limit := max(1, len(folded)/3)
	seen := map[string]bool{word: true}
	for _, c := range candidates {
		f := plainFold(c)
		d := plain(folded, f)
		if !seen[c] && (d == 0 || d <= limit && d < len(f)) {
			hits = append(hits, hit{c, d})
		}
		seen[c] = true
	}
	sort.Slice(hits, func(i, j int) bool {
		if hits[i].distance != hits[j].distance {
			return hits[i].distance < hits[j].distance
		}
		return hits[i].text < hits[j].text
	})
	var out []string
	for _, h := range hits {
		if len(out) == most || hits[0].distance == 0 && h.distance > 0 {
			break
		}
		out = append(out, h.text)
	}
	return out
}

func TestClosestByDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	letters := []rune("aAbBcd _-\u00a0节点İſ\ufffd\t1")
	word := func() string {
		out := make([]rune, r.IntN(12))
		for i := range out {
			out[i] = letters[r.IntN(len(letters))]
		}
		return string(out)
	}
	for range 3000 {
		candidates := make([]string, r.IntN(20))
		for i := range candidates {
			candidates[i] = word()
		}
		x := Among(candidates)
		for range 3 {
			w, most := word(), 1+r.IntN(3)
			want := plainClosest(w, candidates, most)
			if got := Closest(w, candidates, most); !reflect.DeepEqual(got, want) {
				t.Fatalf("Closest(%q, %q, %d) = %q, want %q", w, candidates, most, got, want)
			}
			if got := x(w, most); !reflect.DeepEqual(got, want) {
				t.Fatalf("Among(%q, %q, %d) = %q, want %q", w, candidates, most, got, want)
			}
		}
	}
}

// Texts longer than the buffers, and bytes that are no characters.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("ab_c节", 60)
	near := strings.Replace(long, "节", "点", 3)
	if got := Closest(long, []string{near, "ab", strings.ToUpper(near) + "x", strings.Repeat("x", 300)}, 5); !reflect.DeepEqual(got, []string{near, strings.ToUpper(near) + "x"}) {
		t.Errorf("%q", got)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		a, b := []rune(long), []rune(long)
		for range r.IntN(40) {
			a[r.IntN(len(a))] = 'x'
			b = append(b[:r.IntN(40)], b[40:]...)
			b = append(b, []rune(long)[:len(a)-len(b)]...)
		}
		limit := r.IntN(100)
		if got, want := distance(a, b, limit), min(plain(a, b), limit+1); got != want {
			t.Fatalf("limit %d: %d, want %d", limit, got, want)
		}
	}
	if got := Distance("a\xffb", "a\xfeb", 3); got != 0 {
		t.Errorf("invalid bytes: %d", got)
	}
}

// ids are n node ids as ComfyUI numbers them.
func ids(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i*3 + 1)
	}
	return out
}

func TestAllocations(t *testing.T) {
	candidates := ids(500)
	if n := testing.AllocsPerRun(20, func() { Closest("workflow", candidates, 3) }); n != 0 {
		t.Errorf("%v allocations where nothing is near", n)
	}
	if n := testing.AllocsPerRun(20, func() { Distance("checkpoint_name", "ckpt_name", 9) }); n != 0 {
		t.Errorf("Distance: %v allocations", n)
	}
}

func BenchmarkClosest(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		candidates := ids(n)
		x := Among(candidates)
		b.Run(fmt.Sprintf("list-%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Closest("90210", candidates, 3)
			}
		})
		b.Run(fmt.Sprintf("index-%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x("90210", 3)
			}
		})
	}
}
