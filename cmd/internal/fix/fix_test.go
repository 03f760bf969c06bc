package fix

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
)

func edit(start, end int, text string) rule.Edit { return rule.Edit{Start: start, End: end, New: text} }

func one(edits ...rule.Edit) rule.Fix { return rule.Fix{Edits: edits} }

func TestApply(t *testing.T) {
	const src = "0123456789"
	for name, c := range map[string]struct {
		fixes   []rule.Fix
		want    string
		applied int
	}{
		"none":                       {nil, src, 0},
		"replace":                    {[]rule.Fix{one(edit(2, 4, "ab"))}, "01ab456789", 1},
		"insert and delete":          {[]rule.Fix{one(edit(0, 0, "<")), one(edit(9, 10, ""))}, "<012345678", 2},
		"at the end":                 {[]rule.Fix{one(edit(10, 10, "!"))}, src + "!", 1},
		"any order":                  {[]rule.Fix{one(edit(8, 9, "y")), one(edit(1, 2, "x"))}, "0x234567y9", 2},
		"overlap keeps the first":    {[]rule.Fix{one(edit(3, 6, "b")), one(edit(2, 4, "a"))}, "01a456789", 1},
		"same place keeps the first": {[]rule.Fix{one(edit(3, 3, "a")), one(edit(3, 3, "b"))}, "012a3456789", 1},
		"insert where one replaces":  {[]rule.Fix{one(edit(3, 5, "a")), one(edit(3, 3, "b"))}, "012b3456789", 1},
		"insert inside":              {[]rule.Fix{one(edit(2, 6, "a")), one(edit(4, 4, "b"))}, "01a6789", 1},
		"neighbours":                 {[]rule.Fix{one(edit(2, 4, "a")), one(edit(4, 6, "b"))}, "01ab6789", 2},
		"whole or not at all":        {[]rule.Fix{one(edit(1, 2, "a")), one(edit(1, 2, "b"), edit(8, 9, "c"))}, "0a23456789", 1},
		"parts apart":                {[]rule.Fix{one(edit(8, 9, "z"), edit(0, 1, "a")), one(edit(4, 5, "m"))}, "a123m567z9", 2},
		"parts that clash":           {[]rule.Fix{one(edit(1, 4, "a"), edit(3, 5, "b"))}, src, 0},
		"blocked by a later part":    {[]rule.Fix{one(edit(0, 1, "a"), edit(6, 7, "c")), one(edit(5, 8, "b")), one(edit(8, 9, "d"))}, "a12345c7d9", 2},
		"outside":                    {[]rule.Fix{one(edit(9, 11, "a")), one(edit(-1, 2, "a")), one(edit(5, 4, "a"))}, src, 0},
		"no change":                  {[]rule.Fix{one(edit(1, 3, "12"))}, src, 0},
		"empty":                      {[]rule.Fix{one()}, src, 0},
	} {
		in := []byte(src)
		out, applied := Apply(in, c.fixes)
		if string(out) != c.want || applied != c.applied {
			t.Errorf("%s: %q, %d; want %q, %d", name, out, applied, c.want, c.applied)
		}
		if string(in) != src {
			t.Errorf("%s: the source was changed", name)
		}
	}
}

func TestFixes(t *testing.T) {
	f := one(edit(1, 2, "x"))
	got := Fixes([]rule.Finding{{}, {Fix: &rule.Fix{}}, {Fix: &f}})
	if len(got) != 1 || got[0].Edits[0] != f.Edits[0] {
		t.Errorf("got %v", got)
	}
}

// FuzzApply: any edits keep every byte that they do not name.
func FuzzApply(f *testing.F) {
	f.Add([]byte("0123456789"), []byte{2, 4, 1, 3, 5, 2, 3, 0, 0})
	f.Fuzz(func(t *testing.T, src, raw []byte) {
		var fixes []rule.Fix
		for i := 0; i+3 <= len(raw); i += 3 {
			e := edit(int(raw[i]), int(raw[i])+int(raw[i+1]%8), strings.Repeat("#", int(raw[i+2]%4)))
			if raw[i+2]&64 != 0 && len(fixes) > 0 {
				fixes[len(fixes)-1].Edits = append(fixes[len(fixes)-1].Edits, e)
				continue
			}
			fixes = append(fixes, one(e))
		}
		out, applied := Apply(src, fixes)
		if applied == 0 && !bytes.Equal(out, src) {
			t.Fatal("changed without a fix")
		}
		touched := make([]bool, len(src))
		for _, fix := range fixes {
			for _, e := range fix.Edits {
				for i := max(e.Start, 0); i < min(e.End, len(src)); i++ {
					touched[i] = true
				}
			}
		}
		// Bytes that no edit names are there still, in their order.
		at := 0
		for i, b := range src {
			if touched[i] {
				continue
			}
			n := bytes.IndexByte(out[at:], b)
			if n < 0 {
				t.Fatalf("%q lost %q", out, b)
			}
			at += n + 1
		}
	})
}

func TestManyFixesAreQuick(t *testing.T) {
	src := bytes.Repeat([]byte("ab"), 200000)
	var fixes []rule.Fix
	for i := 0; i < len(src); i += 2 {
		fixes = append(fixes, one(edit(i, i+1, "x")))
	}
	if out, n := Apply(src, fixes); n != len(fixes) || !bytes.Equal(out, bytes.Repeat([]byte("xb"), 200000)) {
		t.Errorf("%d applied", n)
	}
}

func TestDiff(t *testing.T) {
	for name, c := range map[string]struct{ old, updated, want string }{
		"equal":        {"a\n", "a\n", ""},
		"change":       {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n", "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n"},
		"no newline":   {"a", "b", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"},
		"from nothing": {"", "a\n", "@@ -0,0 +1 @@\n+a\n"},
		"to nothing":   {"a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"},
		"two hunks":    {"a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n", "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-b\n+B\n"},
		"one hunk":     {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n", "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
	} {
		got := Diff("x.json", []byte(c.old), []byte(c.updated), nil)
		want := c.want
		if want != "" {
			want = "--- a/x.json\n+++ b/x.json\n" + want
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestDiffMasks(t *testing.T) {
	mask := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("secret"), []byte("******")) }
	got := Diff("x", []byte("secret\na\n"), []byte("secret\nb\n"), mask)
	if strings.Contains(got, "secret") || !strings.Contains(got, " ******\n-a\n+b\n") {
		t.Errorf("got\n%s", got)
	}
	if got := Diff("x", []byte("secret\na\n"), []byte("secret\nb\n"), func([]byte) []byte { return nil }); got != "" {
		t.Errorf("a mask that loses places shows\n%s", got)
	}
}

// TestDiffApplies gives random diffs to the real patch program.
func TestDiffApplies(t *testing.T) {
	patch, err := exec.LookPath("patch")
	if err != nil {
		t.Skip("patch is not installed")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		var a, b []string
		for range random.IntN(30) {
			a = append(a, string(rune('a'+random.IntN(4))))
		}
		for _, l := range a {
			switch random.IntN(6) {
			case 0:
			case 1:
				b = append(b, l, "new")
			case 2:
				b = append(b, "other")
			default:
				b = append(b, l)
			}
		}
		old, updated := strings.Join(a, "\n"), strings.Join(b, "\n")
		if random.IntN(2) == 0 {
			old, updated = old+"\n", updated+"\n"
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "x")
		if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
			t.Fatal(err)
		}
		diff := Diff("x", []byte(old), []byte(updated), nil)
		if diff == "" {
			continue
		}
		cmd := exec.Command(patch, "-p1", "--posix", "-s", "-o", file+".new", file)
		cmd.Stdin = strings.NewReader(diff)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("patch: %v\n%s\n%s", err, out, diff)
		}
		got, err := os.ReadFile(file + ".new")
		if err != nil && updated != "" {
			t.Fatal(err)
		}
		if string(got) != updated {
			t.Fatalf("got %q want %q from\n%s", got, updated, diff)
		}
	}
}

func TestDiffOfStrangersIsBounded(t *testing.T) {
	var a, b strings.Builder
	for i := range 20000 {
		a.WriteString(strings.Repeat("a", i%7) + "\n")
		b.WriteString(strings.Repeat("b", i%5+1) + "\n")
	}
	if got := Diff("x", []byte(a.String()), []byte(b.String()), nil); strings.Count(got, "\n@@") != 1 {
		t.Errorf("%d hunks", strings.Count(got, "\n@@"))
	}
}
