package program

import (
	"bytes"
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// call is what a function makes of its arguments: one of the file, or one that is
// well known.
func (v *evaluator) call(e *expr, at int) literal.Value {
	if e.x != nil && e.x.kind == exprName && len(v.functions[e.name]) > 0 {
		return v.returnedBy(e, at)
	}
	if l, ok := v.record(e, at); ok {
		return l
	}
	kind := wellKnown()[e.name]
	if kind == "state" && v.lang != javascript {
		kind = ""
	}
	if l, ok := v.textOf(kind, e, at); ok {
		return l
	}
	if l, ok := v.valueOf(kind, e, at); ok {
		return l
	}
	if l, ok := v.newObject(e); ok {
		return l
	}
	return v.returnedBy(e, at)
}

// textOf is what functions of a kind make that write, or hand on, texts.
func (v *evaluator) textOf(kind string, e *expr, at int) (l literal.Value, ok bool) {
	switch kind {
	case "format":
		return v.format(e, at), true
	case "buffer":
		return v.buffer(e, at), true
	case "serialized":
		return v.serialized(e, at), true
	case "converted":
		return v.converted(e, at), true
	case "text":
		return v.asText(e, at), true
	case "wrapped":
		return v.wrapped(e, at), true
	}
	return l, false
}

// valueOf is what functions of a kind make that make objects and lists.
func (v *evaluator) valueOf(kind string, e *expr, at int) (l literal.Value, ok bool) {
	switch kind {
	case "collection":
		return v.collection(e, at), true
	case "builder":
		return v.built(e, at), true
	case "new":
		return v.newOf(e), true
	case "map":
		return v.mapped(e, at), true
	case "dict":
		return v.pairs(e, at), true
	case "of":
		return v.of(e, at), true
	case "put":
		return v.put(e, at), true
	case "elements":
		return v.elements(e, at), true
	case "state":
		return v.state(e, at), true
	case "record":
		return v.asDict(e, at), true
	}
	return l, false
}

// wellKnown are the functions of libraries, by their names, with what kind they
// are of.
var wellKnown = sync.OnceValue(func() map[string]string {
	return kinds(map[string]string{
		"format": "% formatted Sprintf sprintf format Format",
		"collection": `HashMap LinkedHashMap TreeMap JSONObject JsonObject ObjectNode ArrayList LinkedList JSONArray JsonArray createObjectNode
			createArrayNode createObj createArray Dictionary List JObject JArray ExpandoObject ConcurrentHashMap putArray putObject
			addObject addArray withArray`,
		"buffer":  "StringBuilder StringBuffer",
		"builder": "build",
		"new":     "new",
		"serialized": `dumps stringify json_encode wp_json_encode Marshal MarshalIndent SerializeObject Serialize SerializeToUtf8Bytes generate
			to_vec toJSONString writeValueAsString writeValueAsBytes toJson toJsonStr toJsonString`,
		"converted": "to_json to_string toString ToString ToJsonString encode getBytes as_bytes to_owned into strip trim rstrip",
		"text":      "str String valueOf",
		"map":       "map",
		"dict":      "dict OrderedDict",
		"of":        "of",
		"put":       "put fluentPut accumulate set append Append fluentAdd",
		"elements":  "asList listOf array singletonList",
		"wrapped": `json NewReader NewBuffer NewBufferString StringContent ofString create ByteArrayContent Create from StringEntity
			HttpEntity URI URL Uri parse Parse byte bytes Some urljoin createStreamFor toRequestBody freeze parseObject parseObj
			readTree FromObject valueToTree stream_context_create FormUrlEncodedContent StringRequestContent`,
		"record": "asdict model_dump model_dump_json",
		"state":  "ref shallowRef reactive shallowReactive useRef writable $state observable computed derived useMemo",
	})
})

// kinds turns a table of words around.
func kinds(words map[string]string) map[string]string {
	out := map[string]string{}
	for kind, all := range words {
		for _, name := range strings.Fields(all) {
			out[name] = kind
		}
	}
	return out
}

// elements is a list of the arguments.
func (v *evaluator) elements(e *expr, at int) literal.Value {
	out := literal.Value{Span: e.span()}
	v.list(e, at, &out)
	return out
}

// buffer is what a new buffer of text has in it.
func (v *evaluator) buffer(e *expr, at int) literal.Value {
	if len(e.list) == 0 || e.list[0].kind == exprNumber {
		return literal.Value{Kind: literal.String, Span: e.span()}
	}
	return v.first(e, at)
}

// serialized is the JSON of an argument, or of what a method is called on.
func (v *evaluator) serialized(e *expr, at int) literal.Value {
	if len(e.list) == 0 && e.x != nil && e.x.kind == exprMember {
		return v.converted(e, at)
	}
	if len(e.list) == 0 || v.quoted > mostQuoted {
		return hole(e)
	}
	x := e.list[0]
	if e.keys[0] != nil && v.lang == ruby { // a hash without its braces
		x = &expr{kind: exprDict, keys: e.keys, list: e.list, start: e.start, end: e.end, block: e.block}
	}
	v.quoted++
	inner := v.literal(x, at)
	v.quoted--
	return literal.Value{Kind: literal.JSON, Span: e.span(), Inner: &inner}
}

// newOf is what X::new() makes of a collection of Rust.
func (v *evaluator) newOf(e *expr) literal.Value {
	if v.lang == rust && len(e.list) == 0 && e.x.kind == exprMember && (e.x.x.kind == exprName || e.x.x.kind == exprMember) {
		switch e.x.x.name {
		case "Map", "HashMap", "BTreeMap", "IndexMap":
			return literal.Value{Kind: literal.Object, Span: e.span()}
		case "Vec":
			return literal.Value{Kind: literal.Array, Span: e.span()}
		}
	}
	return hole(e)
}

// asText is a string that is made of a known string or number.
func (v *evaluator) asText(e *expr, at int) literal.Value {
	if l := v.first(e, at); len(e.list) == 1 && (l.Kind == literal.String || l.Kind == literal.Number && bytes.IndexFunc(l.Text.Bytes, notDigit) < 0) {
		l.Kind = literal.String
		return l
	}
	return hole(e)
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

// receiver is what a method is called on.
func receiver(e *expr) *expr {
	if e.x != nil && e.x.kind == exprMember {
		return e.x.x
	}
	return e.x
}

// format is what the functions make that fill a format.
func (v *evaluator) format(e *expr, at int) literal.Value {
	verbs := percent()
	switch e.name {
	case "%":
		return v.formatted(v.literal(e.x, at), percent(), e, e.list, at)
	case "formatted":
		return v.formatted(v.literal(receiver(e), at), percent(), e, e.list, at)
	case "format", "Format":
		if l := v.literal(receiver(e), at); l.Kind == literal.String {
			return v.formatted(l, braces(), e, e.list, at)
		}
		if v.lang != java {
			verbs = braces()
		}
	}
	return v.formatted(v.first(e, at), verbs, e, e.list[min(1, len(e.list)):], at)
}

// converted is what a method without arguments makes of its receiver.
func (v *evaluator) converted(e *expr, at int) literal.Value {
	if v.quoted > mostQuoted {
		return hole(e)
	}
	v.quoted++
	l := v.literal(receiver(e), at)
	v.quoted--
	if e.name == "to_json" || e.name != "encode" && l.Kind == literal.Object {
		return literal.Value{Kind: literal.JSON, Span: e.span(), Inner: &l}
	}
	return l
}

// put is an object with one more member: new JSONObject().put("a", 1).put("b", 2).
func (v *evaluator) put(e *expr, at int) literal.Value {
	l := v.literal(receiver(e), at)
	if len(e.list) == 1 && l.Kind == literal.Array {
		l.Elements = append(l.Elements[:len(l.Elements):len(l.Elements)], v.literal(e.list[0], at))
		return l
	}
	if len(e.list) == 1 && (l.Kind == literal.String || l.Kind == literal.Part) && strings.EqualFold(e.name, "append") {
		r := v.literal(e.list[0], at)
		v.add(&l, &r, e.list[0].span())
		return l
	}
	if l.Kind != literal.Object || len(e.list) != 2 {
		return hole(e)
	}
	v.set(&l, v.literal(e.list[0], at), v.literal(e.list[1], at), e.span())
	return l
}

func (v *evaluator) first(e *expr, at int) literal.Value {
	if len(e.list) == 0 {
		return hole(e)
	}
	return v.literal(e.list[0], at)
}

// wrapped is the argument that a function hands on.
func (v *evaluator) wrapped(e *expr, at int) literal.Value {
	for _, x := range e.list {
		if l := v.literal(x, at); l.Kind != literal.Hole && l.Kind != literal.Number && l.Kind != literal.Null && !mediaType(l) {
			return l
		}
	}
	return hole(e)
}

func mediaType(l literal.Value) bool {
	s, ok := known(l)
	return ok && strings.HasPrefix(s, "application/")
}

// pairs is an object of named arguments.
func (v *evaluator) pairs(e *expr, at int) literal.Value {
	if e.name == "dict" && e.x != nil && e.x.kind == exprMember { // of a model
		return v.asDict(e, at)
	}
	out := literal.Value{Kind: literal.Object, Span: e.span()}
	for i, x := range e.list {
		if e.keys[i] == nil {
			v.spread(x, at, &out)
			continue
		}
		v.set(&out, v.literal(e.keys[i], at), v.literal(x, at), e.keys[i].span())
	}
	return out
}

// of reads Map.of("a", 1, …) and List.of(…).
func (v *evaluator) of(e *expr, at int) literal.Value {
	out := literal.Value{Kind: literal.Array, Span: e.span()}
	if e.x.kind == exprMember && e.x.x.kind == exprName && strings.HasSuffix(e.x.x.name, "Map") {
		out.Kind = literal.Object
		for i := 0; i+1 < len(e.list); i += 2 {
			v.set(&out, v.literal(e.list[i], at), v.literal(e.list[i+1], at), e.list[i].span())
		}
		return out
	}
	v.list(e, at, &out)
	return out
}

// formatted makes unknown parts of the verbs of a format, but for those whose
// values are known texts. e is the call.
func (v *evaluator) formatted(l literal.Value, verbs *regexp.Regexp, e *expr, values []*expr, at int) literal.Value {
	if l.Kind != literal.String {
		return literal.Value{Span: l.Span}
	}
	out := literal.Value{Kind: literal.String, Span: l.Span}
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
		x := v.filledBy(s, e)
		if len(values) > 0 && (s == "%s" || s == "%d" || s == "{}") {
			x = values[0]
			values = values[1:]
		}
		if x != nil {
			if value := v.literal(x, at); value.Kind == literal.String || value.Kind == literal.Number {
				out.Text.Add(string(value.Text.Bytes), place)
				continue
			}
		}
		out.Kind = literal.Part
		out.Text.AddHole(source.UnknownPart, jsondoc.HoleString, place)
	}
	out.Text.Append(l.Text.Slice(from, len(l.Text.Bytes)))
	return out
}

// filledBy is what takes the place of {name} in a format: the argument of that
// name, in Rust else the variable.
func (v *evaluator) filledBy(verb string, e *expr) *expr {
	name := strings.Trim(verb, "{}")
	if len(name) != len(verb)-2 || name == "" || !notDigit(rune(name[0])) {
		return nil
	}
	for i, k := range e.keys {
		if k != nil && string(k.part.text.Bytes) == name {
			return e.list[i]
		}
	}
	if v.lang != rust {
		return nil
	}
	return &expr{kind: exprName, name: name, start: e.start, end: e.end, block: e.block}
}
