// Package python gives JSON values the meaning they have in Python, because
// ComfyUI judges a prompt with Python's int(), float(), bool(), comparison and
// equality. Source: validate-prompt.md §3.4.
package python

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Kind is a Python type. The zero Kind is Missing: no value at all.
type Kind uint8

// The kinds.
const (
	Missing Kind = iota
	None
	Bool
	Int
	Float
	Str
	List
	Dict
)

// String is the type's name in Python.
func (k Kind) String() string {
	return [...]string{"missing", "NoneType", "bool", "int", "float", "str", "list", "dict"}[k]
}

// maxIntDigits is the longest decimal text that Python turns into an int
// (sys.int_info.default_max_str_digits).
const maxIntDigits = 4300

// The reasons why a conversion or a comparison raises in Python.
var (
	ErrSyntax     = errors.New("the text is no number")
	ErrType       = errors.New("the type does not fit")
	ErrNotFinite  = errors.New("neither NaN nor infinity is an integer")
	ErrOverflow   = errors.New("the integer is too large for a float")
	ErrManyDigits = errors.New("the integer has too many digits")
)

// Value is a Python value. Integers are exact whatever their size.
type Value struct {
	kind Kind
	b    bool
	i    int64    // Int that fits
	f    float64  // Float
	big  *big.Int // Int that does not fit int64
	js   jsondoc.Value
	s    string // Str made by a conversion; js is missing then
}

// Kind is the value's type.
func (v Value) Kind() Kind { return v.kind }

// JSON is the place the value came from; missing for a converted one.
func (v Value) JSON() jsondoc.Value { return v.js }

// newInt makes an int that stands in no document.
func newInt(i int64) Value { return Value{kind: Int, i: i} }

// newFloat makes a float.
func newFloat(f float64) Value { return Value{kind: Float, f: f} }

// newStr makes a str that stands in no document.
func newStr(s string) Value { return Value{kind: Str, s: s} }

// Of reads a JSON value as Python's json module does: a number without
// fraction and exponent is an exact int, any other a float (1e999 is inf).
func Of(v jsondoc.Value) Value {
	switch v.Kind() {
	case jsondoc.Null:
		return Value{kind: None, js: v}
	case jsondoc.Bool:
		return Value{kind: Bool, b: v.True(), js: v}
	case jsondoc.String:
		return Value{kind: Str, js: v}
	case jsondoc.Array:
		return Value{kind: List, js: v}
	case jsondoc.Object:
		return Value{kind: Dict, js: v}
	case jsondoc.Number:
		return ofNumber(v)
	}
	return Value{}
}

func ofNumber(v jsondoc.Value) Value {
	raw := v.Raw()
	if c := raw[len(raw)-1]; c == 'N' || c == 'y' { // NaN, Infinity, -Infinity
		f, _ := strconv.ParseFloat(string(raw), 64) // these three are always read
		return Value{kind: Float, f: f, js: v}
	}
	for _, c := range raw {
		if c == '.' || c == 'e' || c == 'E' {
			f, _ := strconv.ParseFloat(string(raw), 64) // a range error leaves ±Inf or 0, as in Python
			return Value{kind: Float, f: f, js: v}
		}
	}
	if len(raw) <= 18 {
		digits, neg := raw, false
		if digits[0] == '-' {
			digits, neg = digits[1:], true
		}
		var n int64
		for _, c := range digits {
			n = n*10 + int64(c-'0')
		}
		if neg {
			n = -n
		}
		return Value{kind: Int, i: n, js: v}
	}
	return parseBig(string(raw), v)
}

// parseBig reads the decimal text of an int; what fits an int64 becomes one,
// so that equal ints have one form.
func parseBig(s string, js jsondoc.Value) Value {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return Value{kind: Int, i: n, js: js}
	}
	// big.Int.SetString is quadratic or so: the digits limit keeps it cheap,
	// and Python's reader would have refused longer ones.
	if len(s) > maxIntDigits+1 {
		s = s[:maxIntDigits+1]
	}
	b, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return Value{kind: None, js: js}
	}
	return Value{kind: Int, big: b, js: js}
}

func fromBig(b *big.Int) Value {
	if b.IsInt64() {
		return Value{kind: Int, i: b.Int64()}
	}
	return Value{kind: Int, big: b}
}

// text is the content of a Str.
func (v Value) text() string {
	if v.js.Exists() {
		return v.js.Text()
	}
	return v.s
}

// ToInt is int(v).
func (v Value) ToInt() (Value, error) {
	switch v.kind {
	case Int:
		return v, nil
	case Bool:
		if v.b {
			return newInt(1), nil
		}
		return newInt(0), nil
	case Float:
		if math.IsNaN(v.f) || math.IsInf(v.f, 0) {
			return Value{}, ErrNotFinite
		}
		t := math.Trunc(v.f)
		if math.Abs(t) < 1<<62 {
			return newInt(int64(t)), nil
		}
		b, _ := big.NewFloat(t).Int(nil)
		return fromBig(b), nil
	case Str:
		return intFromText(v.text())
	}
	return Value{}, ErrType
}

// ToFloat is float(v).
func (v Value) ToFloat() (Value, error) {
	switch v.kind {
	case Float:
		return v, nil
	case Bool:
		if v.b {
			return newFloat(1), nil
		}
		return newFloat(0), nil
	case Int:
		if v.big == nil {
			return newFloat(float64(v.i)), nil
		}
		f, _ := new(big.Float).SetInt(v.big).Float64()
		if math.IsInf(f, 0) {
			return Value{}, ErrOverflow
		}
		return newFloat(f), nil
	case Str:
		return floatFromText(v.text())
	}
	return Value{}, ErrType
}

// ToBool is bool(v).
func (v Value) ToBool() Value { return Value{kind: Bool, b: v.Truth()} }

// Truth reports whether bool(v) is True. An empty str, list or dict, zero and
// None are false.
func (v Value) Truth() bool {
	switch v.kind {
	case Bool:
		return v.b
	case Int:
		return v.big != nil || v.i != 0
	case Float:
		return v.f != 0
	case Str:
		if v.js.Exists() {
			s := v.js.Span()
			return s.End-s.Start > 2
		}
		return v.s != ""
	case List, Dict:
		return v.js.Len() > 0
	}
	return false
}

// Integral reports whether a float (or an int) has no fraction.
func (v Value) Integral() bool { return v.kind != Float || v.f == math.Trunc(v.f) }

// Text is the content of a str, ok false for any other kind.
func (v Value) Text() (s string, ok bool) {
	if v.kind != Str {
		return "", false
	}
	return v.text(), true
}

// Split is v.split(sep) of a str; ok is false for any other kind.
func (v Value) Split(sep string) (parts []Value, ok bool) {
	s, ok := v.Text()
	if !ok {
		return nil, false
	}
	for part := range strings.SplitSeq(s, sep) {
		parts = append(parts, newStr(part))
	}
	return parts, true
}

// IsText reports whether v is the str s, without allocating in the usual case.
func (v Value) IsText(s string) bool {
	if v.kind != Str {
		return false
	}
	if v.js.Exists() {
		return v.js.EqualText(s)
	}
	return v.s == s
}

// Float64 is the nearest float of a number or bool; ok is false for other
// kinds and for an int beyond the range of floats.
func (v Value) Float64() (f float64, ok bool) {
	if v.kind != Bool && v.kind != Int && v.kind != Float {
		return 0, false
	}
	w, err := v.ToFloat()
	return w.f, err == nil
}

// Exact is the value of a number that a float64 holds exactly; ok is false for
// any other value, and for a NaN.
func (v Value) Exact() (f float64, ok bool) {
	const exact = 1 << 53
	switch v.kind {
	case Int:
		return float64(v.i), v.big == nil && v.i >= -exact && v.i <= exact
	case Float:
		return v.f, !math.IsNaN(v.f)
	}
	return 0, false
}

// number brings a Bool to Int, so that only Int and Float remain.
func (v Value) number() (Value, bool) {
	switch v.kind {
	case Int, Float:
		return v, true
	case Bool:
		w, _ := v.ToInt()
		return w, true
	}
	return v, false
}

// Less reports whether v < w. Ints and floats compare exactly; a NaN is never
// less. The error is ErrType where Python raises. Lists compare only with
// lists; as no bound is one, they are an error here as well.
func (v Value) Less(w Value) (bool, error) {
	switch {
	case v.kind == Int && w.kind == Int && v.big == nil && w.big == nil:
		return v.i < w.i, nil
	case v.kind == Float && w.kind == Float:
		return v.f < w.f, nil
	}
	if v.kind == Str && w.kind == Str {
		return v.text() < w.text(), nil // UTF-8 order is code point order
	}
	x, ok1 := v.number()
	y, ok2 := w.number()
	if !ok1 || !ok2 {
		return false, ErrType
	}
	if isNaN(x) || isNaN(y) {
		return false, nil
	}
	return compare(x, y) < 0, nil
}

func isNaN(v Value) bool { return v.kind == Float && math.IsNaN(v.f) }

// compare orders two numbers that are not NaN, exactly.
func compare(x, y Value) int {
	switch {
	case x.kind == Int && y.kind == Int:
		if x.big == nil && y.big == nil {
			return sign(x.i < y.i, x.i > y.i)
		}
		return x.bigInt().Cmp(y.bigInt())
	case x.kind == Float && y.kind == Float:
		return sign(x.f < y.f, x.f > y.f)
	case x.kind == Float:
		return -compare(y, x)
	}
	// x is Int, y is Float.
	const exact = 1 << 53
	if x.big == nil && x.i > -exact && x.i < exact {
		f := float64(x.i)
		return sign(f < y.f, f > y.f)
	}
	if math.IsInf(y.f, 0) {
		return sign(y.f > 0, y.f < 0)
	}
	// An int against the float's whole part decides unless they are equal.
	whole, frac := math.Modf(y.f)
	w, _ := big.NewFloat(whole).Int(nil)
	if c := x.bigInt().Cmp(w); c != 0 {
		return c
	}
	return sign(frac > 0, frac < 0)
}

func (v Value) bigInt() *big.Int {
	if v.big != nil {
		return v.big
	}
	return big.NewInt(v.i)
}

func sign(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}

// Equal is a == b: 1, 1.0 and true are equal, "1" and 1 are not; lists and
// dicts compare by their members.
func (v Value) Equal(w Value) bool {
	if v.kind == Str || w.kind == Str {
		if v.kind != w.kind {
			return false
		}
		if v.js.Exists() && !w.js.Exists() {
			return v.js.EqualText(w.s)
		}
		if w.js.Exists() {
			return w.js.EqualText(v.text())
		}
		return v.s == w.s
	}
	if x, ok := v.number(); ok {
		y, ok := w.number()
		return ok && !isNaN(x) && !isNaN(y) && compare(x, y) == 0
	}
	if v.kind != w.kind {
		return false
	}
	switch v.kind {
	case None:
		return true
	case List:
		return equalLists(v.js, w.js)
	case Dict:
		return equalDicts(v.js, w.js)
	}
	return false
}

func equalLists(a, b jsondoc.Value) bool {
	if a.Len() != b.Len() {
		return false
	}
	others := make([]jsondoc.Value, 0, b.Len())
	for _, e := range b.Elements() {
		others = append(others, e)
	}
	for i, e := range a.Elements() {
		if !Of(e).Equal(Of(others[i])) {
			return false
		}
	}
	return true
}

func equalDicts(a, b jsondoc.Value) bool {
	x, y := members(a), members(b)
	if len(x) != len(y) {
		return false
	}
	for k, v := range x {
		w, ok := y[k]
		if !ok || !Of(v).Equal(Of(w)) {
			return false
		}
	}
	return true
}

// members are an object's members, the last of a repeated key.
func members(o jsondoc.Value) map[string]jsondoc.Value {
	m := make(map[string]jsondoc.Value, o.Len())
	for e := range o.Members() {
		m[e.Key()] = e.Value
	}
	return m
}

// ToStr is str(v).
func (v Value) ToStr() Value {
	if v.kind == Str {
		return v
	}
	var b strings.Builder
	repr(&b, v)
	return newStr(b.String())
}

// Repr is repr(v), for messages that show a value as Python does.
func (v Value) Repr() string {
	var b strings.Builder
	repr(&b, v)
	return b.String()
}

func repr(b *strings.Builder, v Value) {
	switch v.kind {
	case None:
		b.WriteString("None")
	case Bool:
		if v.b {
			b.WriteString("True")
		} else {
			b.WriteString("False")
		}
	case Int:
		if v.big != nil {
			b.WriteString(v.big.String())
		} else {
			b.WriteString(strconv.FormatInt(v.i, 10))
		}
	case Float:
		b.WriteString(floatText(v.f))
	case Str:
		reprText(b, v.text())
	case List:
		b.WriteByte('[')
		for i, e := range v.js.Elements() {
			if i > 0 {
				b.WriteString(", ")
			}
			repr(b, Of(e))
		}
		b.WriteByte(']')
	case Dict:
		b.WriteByte('{')
		first := true
		for e := range v.js.Members() {
			if !first {
				b.WriteString(", ")
			}
			first = false
			reprText(b, e.Key())
			b.WriteString(": ")
			repr(b, Of(e.Value))
		}
		b.WriteByte('}')
	}
}

// reprText quotes with the quote that needs no escape, as Python does.
func reprText(b *strings.Builder, s string) {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			b.WriteString(`\x` + hex(r, 2))
		case r < 0x10000:
			b.WriteString(`\u` + hex(r, 4))
		default:
			b.WriteString(`\U` + hex(r, 8))
		}
	}
	b.WriteByte(quote)
}

func hex(r rune, width int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", width-len(s)) + s
}

// floatText is repr() of a float: the shortest text that reads back, with an
// exponent below 1e-4 and from 1e16 on.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
