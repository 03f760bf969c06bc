package lazyregexp

import "testing"

func TestRegexp(t *testing.T) {
	r := New(`^a+$`)
	if r.re != nil {
		t.Error("compiled before it is used")
	}
	if !r.MatchString("aa") || r.MatchString("b") || !r.Match([]byte("a")) || r.Get().String() != `^a+$` {
		t.Error("not the expression given")
	}
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression was taken")
		}
	}()
	New(`(`).Get()
}
