package program

import (
	"encoding/json"
	"path"
	"regexp"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// evaluator says what is known of an expression where it is used.
type evaluator struct {
	*file
	from    *source.File
	steps   int // left for this evaluation
	spent   int // by those before
	depth   int
	active  map[*assignment]bool // those being evaluated
	quoted  int                  // how many JSON strings the evaluation is in
	visited map[*expr]bool
	modules map[string]*file
}

const (
	// mostSteps bounds one evaluation, mostNested how deep it goes.
	mostSteps  = 20000
	mostNested = 60
	// mostQuoted is how deep JSON may be a string in JSON: every level doubles
	// the backslashes.
	mostQuoted = 3
)

func (v *evaluator) functionOf(b int) int {
	for b > 0 && !v.blocks[b].function {
		b = v.blocks[b].parent
	}
	return b
}

func (v *evaluator) within(b, at int) bool {
	return b == 0 || v.blocks[b].start <= at && at < v.blocks[b].end
}

// start begins an evaluation of its own.
func (v *evaluator) start(e *expr, at int) source.Literal {
	v.reset()
	return v.literal(e, at)
}

func (v *evaluator) reset() {
	v.spent += mostSteps - v.steps
	v.steps, v.depth = mostSteps, 0
}

func hole(e *expr) source.Literal { return source.Literal{Span: e.span()} }

// literal is what e is worth when the program is at an offset.
func (v *evaluator) literal(e *expr, at int) source.Literal {
	if e == nil {
		return source.Literal{}
	}
	v.steps--
	if v.steps < 0 || v.depth > mostNested {
		return hole(e)
	}
	v.depth++
	defer func() { v.depth-- }()
	v.visited[e] = true
	switch e.kind {
	case exprString:
		return v.text(e, at)
	case exprConcat:
		return v.join(e, e.list, at)
	case exprName:
		return v.name(e, at)
	case exprMember:
		return v.member(e, at)
	case exprIndex:
		return v.index(e, at)
	case exprCall:
		return v.call(e, at)
	}
	return v.plain(e, at)
}

// plain is what a literal of the language is worth.
func (v *evaluator) plain(e *expr, at int) source.Literal {
	out := hole(e)
	switch e.kind {
	case exprNumber:
		v.number(e, &out)
	case exprBool:
		out.Kind, out.True = source.LiteralBool, e.name[0] == 't' || e.name[0] == 'T'
	case exprNull:
		out.Kind = source.LiteralNull
	case exprDict:
		v.dict(e, at, &out)
	case exprList:
		v.list(e, at, &out)
	}
	return out
}

// index reads x[key].
func (v *evaluator) index(e *expr, at int) source.Literal {
	if len(e.list) != 1 {
		return hole(e)
	}
	key, ok := known(v.literal(e.list[0], at))
	if !ok {
		return hole(e)
	}
	base := v.literal(e.x, at)
	return pick(&base, key, e)
}

// known is the text of a string all of which is known.
func known(l source.Literal) (string, bool) {
	return string(l.Text.Bytes), l.Kind == source.LiteralString
}

func pick(base *source.Literal, key string, e *expr) source.Literal {
	if base.Kind == source.LiteralObject {
		for _, m := range base.Members {
			if s, _ := known(m.Key); s == key {
				return m.Value
			}
		}
	}
	return hole(e)
}

func (v *evaluator) number(e *expr, out *source.Literal) {
	s := strings.ReplaceAll(strings.TrimRight(e.name, "LlfFdDmMu"), "_", "")
	if !json.Valid([]byte(s)) {
		return
	}
	out.Kind = source.LiteralNumber
	if s == string(v.src[e.start:e.end]) {
		out.Text.AddExact(v.src, e.span())
	} else {
		out.Text.Add(s, e.span())
	}
}

func (v *evaluator) text(e *expr, at int) source.Literal {
	if len(e.list) > 0 {
		return v.join(e, e.list, at)
	}
	return source.Literal{Kind: source.LiteralString, Span: e.span(), Text: e.part.text}
}

// join is a string of several parts.
func (v *evaluator) join(e *expr, parts []*expr, at int) source.Literal {
	out := source.Literal{Kind: source.LiteralString, Span: e.span()}
	some := false
	for _, x := range parts {
		l := v.literal(x, at)
		some = some || l.Kind == source.LiteralString || l.Kind == source.LiteralPart
		v.add(&out, &l, x.span())
	}
	if !some && e.kind == exprConcat {
		// A sum, or lists joined.
		return hole(e)
	}
	return out
}

func (v *evaluator) add(out, l *source.Literal, at jsondoc.Span) {
	switch l.Kind {
	case source.LiteralPart:
		out.Kind = source.LiteralPart
		out.Text.Append(l.Text)
	case source.LiteralString, source.LiteralNumber:
		out.Text.Append(l.Text)
	case source.LiteralJSON:
		inner := l.Inner.JSON()
		if len(inner.Holes) > 0 {
			out.Kind = source.LiteralPart
		}
		out.Text.Append(inner)
	default:
		out.Kind = source.LiteralPart
		out.Text.AddHole(source.UnknownPart, jsondoc.HoleString, at)
	}
}

func (v *evaluator) dict(e *expr, at int, out *source.Literal) {
	out.Kind = source.LiteralObject
	out.Open, out.OpenAt = e.open, e.span()
	for i, x := range e.list {
		key := e.keys[i]
		if key == nil {
			v.spread(x, at, out)
			continue
		}
		v.set(out, v.literal(key, at), v.literal(x, at), key.span())
	}
}

func (v *evaluator) spread(x *expr, at int, out *source.Literal) {
	inner := x
	if x.kind == exprSpread {
		inner = x.x
	}
	l := v.literal(inner, at)
	if l.Kind != source.LiteralObject {
		out.Open, out.OpenAt = true, x.span()
		return
	}
	for _, m := range l.Members {
		v.set(out, m.Key, m.Value, x.span())
	}
	if l.Open {
		out.Open, out.OpenAt = true, l.OpenAt
	}
}

// set gives a member a value.
func (v *evaluator) set(out *source.Literal, key, value source.Literal, at jsondoc.Span) {
	if key.Kind == source.LiteralNumber {
		key.Kind = source.LiteralString
	}
	name, ok := known(key)
	if !ok {
		out.Open, out.OpenAt = true, at
		return
	}
	for i := range out.Members {
		v.steps--
		if s, _ := known(out.Members[i].Key); s == name {
			out.Members[i] = source.LiteralMember{Key: key, Value: value}
			return
		}
	}
	out.Members = append(out.Members, source.LiteralMember{Key: key, Value: value})
}

func (v *evaluator) list(e *expr, at int, out *source.Literal) {
	out.Kind = source.LiteralArray
	out.Open, out.OpenAt = e.open, e.span()
	for _, x := range e.list {
		if x.kind == exprSpread {
			v.extend(out, v.literal(x.x, at), x.span())
			continue
		}
		if out.Open && e.open && x.kind != exprDict {
			continue // of a comprehension
		}
		out.Elements = append(out.Elements, v.literal(x, at))
	}
}

func (v *evaluator) extend(out *source.Literal, l source.Literal, at jsondoc.Span) {
	if l.Kind != source.LiteralArray || l.Open {
		out.Open, out.OpenAt = true, at
	}
	if l.Kind == source.LiteralArray && len(out.Elements)+len(l.Elements) < mostSteps {
		out.Elements = append(out.Elements, l.Elements...)
		v.steps -= len(l.Elements)
	}
}

// name follows a name to what it was given.
func (v *evaluator) name(e *expr, at int) source.Literal {
	if m, ok := v.imports[e.name]; ok && len(v.assigns[e.name]) == 0 {
		return v.foreign(e, m)
	}
	a, k := v.given(e.name, e.block, at)
	if a == nil || a.value == nil {
		return hole(e)
	}
	return v.changed(e.name, a, k, at)
}

// given is the assignment that a name has its value from; nil when that is
// known only when the program runs.
func (v *evaluator) given(name string, b, at int) (*assignment, int) {
	all := v.assigns[name]
	if len(all) > 2000 {
		return nil, 0
	}
	here := v.functionOf(b)
	for f := here; f >= 0; f = v.outer(f) {
		last := at
		if f != here {
			last = len(v.src) + 1 // a function may run after all of it
		}
		found, several := v.lastGiven(all, f, last)
		if found < 0 {
			continue
		}
		a := all[found]
		if !a.maybe && (f == here && v.within(a.block, at) || f != here && !several) {
			return a, found
		}
		return nil, 0
	}
	return nil, 0
}

// lastGiven is the last assignment of a whole name in a function up to an
// offset, or -1; several says that there are others.
func (v *evaluator) lastGiven(all []*assignment, f, last int) (found int, several bool) {
	found = -1
	for k, a := range all {
		v.steps--
		if a.op == '=' && len(a.path) == 0 && v.functionOf(a.block) == f && a.at <= last {
			several = found >= 0
			found = k
		}
	}
	return found, several
}

func (v *evaluator) outer(f int) int {
	if f == 0 {
		return -1
	}
	return v.functionOf(v.blocks[f].parent)
}

// changed is the value of an assignment with what was done to it up to an
// offset.
func (v *evaluator) changed(name string, a *assignment, k, at int) source.Literal {
	if v.active[a] { // a name that is made of itself
		return source.Literal{Span: a.value.span()}
	}
	v.active[a] = true
	defer delete(v.active, a)
	l := v.literal(a.value, a.from())
	f := v.functionOf(a.block)
	for _, c := range v.assigns[name][k+1:] {
		v.steps--
		if v.functionOf(c.block) != f || c.at > at || c.at <= a.at || v.steps < 0 {
			continue
		}
		if c.op == '=' && len(c.path) == 0 {
			continue // another branch
		}
		v.change(&l, c, c.path, !c.maybe && (v.within(c.block, a.at) || c.block == a.block))
	}
	return l
}

// change applies one assignment; sure says that it happens whenever the value
// is used.
func (v *evaluator) change(l *source.Literal, c *assignment, keys []*expr, sure bool) {
	if len(keys) > 0 {
		v.changeMember(l, c, keys, sure)
		return
	}
	list := l.Kind == source.LiteralArray
	switch {
	case c.value == nil:
		v.loosen(l, c)
	case c.op == 'a' && list:
		l.Elements = append(l.Elements, v.literal(c.value, c.from()))
		if !sure {
			l.Open, l.OpenAt = true, c.target.span()
		}
	case (c.op == 'e' || c.op == '+') && list && sure:
		v.extend(l, v.literal(c.value, c.from()), c.value.span())
	case c.op == '+' && sure && (l.Kind == source.LiteralString || l.Kind == source.LiteralPart):
		r := v.literal(c.value, c.from())
		v.add(l, &r, c.value.span())
	default:
		v.loosen(l, c)
	}
}

// changeMember applies an assignment to a member of an object, or below one.
func (v *evaluator) changeMember(l *source.Literal, c *assignment, keys []*expr, sure bool) {
	key := v.literal(keys[0], c.from())
	name, ok := known(key)
	if l.Kind != source.LiteralObject || !ok {
		v.loosen(l, c)
		return
	}
	old := valueOf(l, name)
	whole := len(keys) == 1 && c.op == '='
	if old != nil && !whole {
		v.change(old, c, keys[1:], sure)
		return
	}
	if !whole || c.value == nil {
		l.Open, l.OpenAt = true, c.target.span()
		return
	}
	value := v.literal(c.value, c.from())
	switch {
	case sure:
		v.set(l, key, value, c.target.span())
	case old != nil:
		*old = hole(c.value)
	default:
		l.Open, l.OpenAt = true, c.target.span()
	}
}

// valueOf is the value of a member of an object, nil if it has none of the name.
func valueOf(l *source.Literal, name string) *source.Literal {
	for i := range l.Members {
		if s, _ := known(l.Members[i].Key); s == name {
			return &l.Members[i].Value
		}
	}
	return nil
}

func (v *evaluator) loosen(l *source.Literal, c *assignment) {
	switch l.Kind {
	case source.LiteralArray:
		// Elements may be other ones, too.
		*l = source.Literal{Span: l.Span}
	case source.LiteralObject:
		l.Open, l.OpenAt = true, c.target.span()
	default:
		*l = source.Literal{Span: l.Span}
	}
}

// member reads x.name: a member of a dict, an attribute, a constant of a class.
func (v *evaluator) member(e *expr, at int) source.Literal {
	if e.name == "to_json" && v.quoted <= mostQuoted {
		v.quoted++
		inner := v.literal(e.x, at)
		v.quoted--
		return source.Literal{Kind: source.LiteralJSON, Span: e.span(), Inner: &inner}
	}
	if e.x.kind != exprName {
		return hole(e)
	}
	switch e.x.name {
	case "self", "this", "cls":
		return v.constant(e, "self."+e.name, e.name)
	}
	base := v.literal(e.x, at)
	if base.Kind == source.LiteralObject {
		return pick(&base, e.name, e)
	}
	if m, ok := v.imports[e.x.name]; ok {
		return v.foreign(e, imported{strings.Trim(m.module+"."+m.name, "."), e.name})
	}
	if e.x.name == "" || e.x.name[0] < 'A' || e.x.name[0] > 'Z' {
		return hole(e)
	}
	return v.constant(e, e.name)
}

// constant is the value of the first of some names that is assigned once.
func (v *evaluator) constant(e *expr, names ...string) source.Literal {
	for _, name := range names {
		if all := v.assigns[name]; len(all) == 1 && all[0].value != nil && all[0].op == '=' && len(all[0].path) == 0 {
			return v.literal(all[0].value, all[0].from())
		}
	}
	return hole(e)
}

// foreign is the value of a constant of another file of the folder: a string or
// a number, which stands where it is used.
func (v *evaluator) foreign(e *expr, m imported) source.Literal {
	f := v.module(m.module)
	if f == nil {
		return hole(e)
	}
	all := f.assigns[m.name]
	if len(all) != 1 || all[0].value == nil || all[0].block != 0 || all[0].op != '=' {
		return hole(e)
	}
	there := &evaluator{file: f, active: map[*assignment]bool{}, from: &source.File{}, visited: map[*expr]bool{}, modules: map[string]*file{}}
	l := there.start(all[0].value, all[0].from())
	if l.Kind != source.LiteralString && l.Kind != source.LiteralNumber || len(l.Text.Bytes) == 0 {
		return hole(e)
	}
	out := source.Literal{Kind: l.Kind, Span: e.span()}
	out.Text.Add(string(l.Text.Bytes), e.span())
	return out
}

func (v *evaluator) module(name string) *file {
	if f, ok := v.modules[name]; ok || v.from.Read == nil || len(v.modules) > 20 {
		return f
	}
	v.modules[name] = nil
	names := []string{strings.ReplaceAll(name, ".", "/") + ".py"}
	if v.lang == javascript {
		if !strings.HasPrefix(name, ".") {
			return nil
		}
		names = nil
		base := path.Clean(name)
		for _, ext := range [...]string{"", ".js", ".ts", ".mjs", ".tsx", "/index.js", "/index.ts"} {
			names = append(names, base+ext)
		}
	}
	for _, n := range names {
		if src, err := v.from.Read(n); err == nil {
			v.modules[name] = parse(v.lang, src)
			break
		}
	}
	return v.modules[name]
}

var (
	percent = regexp.MustCompile(`%%|%[-+ 0-9.]*[sdvifqgxr]|%\([A-Za-z_]+\)[sd]`)
	braces  = regexp.MustCompile(`\{\{|\}\}|\{[A-Za-z0-9_.:?]*\}`)
)

// call is what some well-known functions make of their arguments.
func (v *evaluator) call(e *expr, at int) source.Literal {
	switch e.name {
	case "%", "formatted", "Sprintf", "sprintf", "format", "Format":
		return v.format(e, at)
	case "HashMap", "LinkedHashMap", "TreeMap", "JSONObject", "JsonObject", "ObjectNode", "ArrayList", "LinkedList", "JSONArray", "JsonArray", "createObjectNode":
		return empty(e)
	case "dumps", "stringify", "json_encode", "Marshal", "MarshalIndent", "SerializeObject", "Serialize", "generate", "to_vec", "toJSONString", "writeValueAsString":
		if len(e.list) == 0 || v.quoted > mostQuoted {
			return hole(e)
		}
		v.quoted++
		inner := v.literal(e.list[0], at)
		v.quoted--
		return source.Literal{Kind: source.LiteralJSON, Span: e.span(), Inner: &inner}
	case "to_json", "to_string", "toString", "encode", "getBytes", "as_bytes", "to_owned", "into", "strip", "trim", "rstrip":
		return v.converted(e, at)
	case "dict", "OrderedDict":
		return v.pairs(e, at, e.keys)
	case "of":
		return v.of(e, at)
	case "asList", "listOf", "array":
		out := source.Literal{Span: e.span()}
		v.list(e, at, &out)
		return out
	case "json", "NewReader", "NewBuffer", "NewBufferString", "StringContent", "ofString", "create", "ByteArrayContent", "Create", "from",
		"StringEntity", "HttpEntity", "URI", "URL", "Uri", "parse", "Parse", "byte", "bytes", "Some", "urljoin", "createStreamFor", "toRequestBody", "freeze":
		return v.wrapped(e, at)
	}
	return hole(e)
}

// receiver is what a method is called on.
func receiver(e *expr) *expr {
	if e.x != nil && e.x.kind == exprMember {
		return e.x.x
	}
	return e.x
}

// format is what the functions make that fill a format.
func (v *evaluator) format(e *expr, at int) source.Literal {
	verbs := percent
	switch e.name {
	case "%":
		return v.formatted(v.literal(e.x, at), percent, e.list, at)
	case "formatted":
		return v.formatted(v.literal(receiver(e), at), percent, e.list, at)
	case "format", "Format":
		if l := v.literal(receiver(e), at); l.Kind == source.LiteralString {
			return v.formatted(l, braces, e.list, at)
		}
		if v.lang != java {
			verbs = braces
		}
	}
	return v.formatted(v.first(e, at), verbs, e.list[min(1, len(e.list)):], at)
}

// empty is what a constructor without arguments makes.
func empty(e *expr) source.Literal {
	if len(e.list) > 0 {
		return hole(e)
	}
	if strings.Contains(e.name, "List") || strings.Contains(e.name, "Array") {
		return source.Literal{Kind: source.LiteralArray, Span: e.span()}
	}
	return source.Literal{Kind: source.LiteralObject, Span: e.span()}
}

// converted is what a method without arguments makes of its receiver.
func (v *evaluator) converted(e *expr, at int) source.Literal {
	if v.quoted > mostQuoted {
		return hole(e)
	}
	v.quoted++
	l := v.literal(receiver(e), at)
	v.quoted--
	if e.name == "to_json" || e.name != "encode" && l.Kind == source.LiteralObject {
		return source.Literal{Kind: source.LiteralJSON, Span: e.span(), Inner: &l}
	}
	return l
}

func (v *evaluator) first(e *expr, at int) source.Literal {
	if len(e.list) == 0 {
		return hole(e)
	}
	return v.literal(e.list[0], at)
}

// wrapped is the argument that a function hands on.
func (v *evaluator) wrapped(e *expr, at int) source.Literal {
	for _, x := range e.list {
		if l := v.literal(x, at); l.Kind != source.LiteralHole && l.Kind != source.LiteralNumber && l.Kind != source.LiteralNull && !mediaType(l) {
			return l
		}
	}
	return hole(e)
}

func mediaType(l source.Literal) bool {
	s, ok := known(l)
	return ok && strings.HasPrefix(s, "application/")
}

func (v *evaluator) pairs(e *expr, at int, keys []*expr) source.Literal {
	out := source.Literal{Kind: source.LiteralObject, Span: e.span()}
	for i, x := range e.list {
		if keys[i] == nil {
			v.spread(x, at, &out)
			continue
		}
		v.set(&out, v.literal(keys[i], at), v.literal(x, at), keys[i].span())
	}
	return out
}

// of reads Map.of("a", 1, …) and List.of(…).
func (v *evaluator) of(e *expr, at int) source.Literal {
	out := source.Literal{Kind: source.LiteralArray, Span: e.span()}
	if e.x.kind == exprMember && e.x.x.kind == exprName && strings.HasSuffix(e.x.x.name, "Map") {
		out.Kind = source.LiteralObject
		for i := 0; i+1 < len(e.list); i += 2 {
			v.set(&out, v.literal(e.list[i], at), v.literal(e.list[i+1], at), e.list[i].span())
		}
		return out
	}
	v.list(e, at, &out)
	return out
}

// formatted makes unknown parts of the verbs of a format.
func (v *evaluator) formatted(l source.Literal, verbs *regexp.Regexp, values []*expr, at int) source.Literal {
	if l.Kind != source.LiteralString {
		return source.Literal{Span: l.Span}
	}
	out := source.Literal{Kind: source.LiteralString, Span: l.Span}
	from := 0
	for _, verb := range verbs.FindAllIndex(l.Text.Bytes, -1) {
		out.Text.Append(l.Text.Slice(from, verb[0]))
		from = verb[1]
		place := l.Text.FileSpan(jsondoc.Span{Start: verb[0], End: verb[1]})
		s := string(l.Text.Bytes[verb[0]:verb[1]])
		if s == "%%" || s == "{{" || s == "}}" {
			out.Text.Add(s[:1], place)
			continue
		}
		if len(values) > 0 && (s == "%s" || s == "%d" || s == "{}") {
			x := values[0]
			values = values[1:]
			if value := v.literal(x, at); value.Kind == source.LiteralString || value.Kind == source.LiteralNumber {
				out.Text.Add(string(value.Text.Bytes), place)
				continue
			}
		}
		out.Kind = source.LiteralPart
		out.Text.AddHole(source.UnknownPart, jsondoc.HoleString, place)
	}
	out.Text.Append(l.Text.Slice(from, len(l.Text.Bytes)))
	return out
}
