package endpoints

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

func index(t *testing.T, src string) *Index {
	t.Helper()
	return New(passtest.New(t, nil, "a", src, nil))
}

// valueOf returns the expression that a package variable is declared with.
func valueOf(t *testing.T, x *Index, name string) ast.Expr {
	t.Helper()
	for _, d := range x.Pass.Files[0].Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			if vs, ok := s.(*ast.ValueSpec); ok && vs.Names[0].Name == name {
				return vs.Values[0]
			}
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

// TestFold folds the declared value of each variable whose name begins with
// "u"; a comment behind it holds the strings, ? for what is not known.
func TestFold(t *testing.T) {
	const src = `package a

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

const base = "https://www.runninghub.cn"

type client struct{ host string }

func newClient() *client { return &client{host: base} }

func (c *client) url(p string) string { return c.host + p }

func two(v2 bool) string {
	if v2 {
		return "/openapi/v2/query"
	}
	return "/task/openapi/outputs"
}

func named(x int) (s string) { s = "/a"; return }

func outside() string

var (
	set    string
	some   = []string{"/a", "/b"}
	parsed, _ = url.Parse(base)
	c      = newClient()
	text   = "x"
)

var u1 = base + "/task" + "/openapi" // https://www.runninghub.cn/task/openapi
var u2 = c.url("/create") // https://www.runninghub.cn/create
var u3 = two(true) // /openapi/v2/query /task/openapi/outputs
var u4 = fmt.Sprintf("%s/task/%d/%s?x=%v&p=%%", base, 7, outside(), true) // https://www.runninghub.cn/task/7/??x=?&p=%
var u5 = fmt.Sprint(base, "/x") // https://www.runninghub.cn/x
var u6, _ = url.JoinPath(base, "/task/", "openapi") // https://www.runninghub.cn/task/openapi
var u7 = path.Join("task", "openapi") // task/openapi
var u8 = strings.Join([]string{base, "task"}, "/") // https://www.runninghub.cn/task
var u9 = strings.TrimRight(base + "/", "/") // https://www.runninghub.cn
var u10 = strings.TrimSuffix(base + "/", "/") // https://www.runninghub.cn
var u11 = strings.TrimSpace(base) // https://www.runninghub.cn
var u12 = some[1] // /a /b
var u13 = parsed.JoinPath("a").String() // https://www.runninghub.cn/a
var u14 = (&url.URL{Scheme: "https", Host: "h", Path: "/p"}).String() // https://h/p
var u15 = string("x") // x
var u16 = url.QueryEscape("a b") // ?
var u17 = set // ?
var u18 = outside() // ?
var u19 = strings.Repeat("a", 3) // ?
var u20 = named(1) // ?
var u21 = fmt.Sprintf(outside(), 1) // ?
var u22 = strings.Join(some, "/") // ?
var u23 = text[0:1] // ?
var u24 = (base) // https://www.runninghub.cn
var u25 = url.Values{}.Encode() // ?
var u26 = fmt.Sprintf("%5.2f|%s", 1.5, text) // ?|x
`
	x := index(t, strings.ReplaceAll(src, "func outside() string", "func outside() string { return set }"))
	for line := range strings.Lines(src) {
		decl, want, ok := strings.Cut(strings.TrimSpace(line), " // ")
		if !ok || !strings.HasPrefix(decl, "var u") {
			continue
		}
		name := strings.TrimSuffix(strings.Fields(decl)[1], ",")
		got := strings.ReplaceAll(strings.Join(x.Fold(valueOf(t, x, name)), " "), Hole, "?")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", decl, got, want)
		}
	}
	if got := x.Fold(nil); len(got) != 1 || got[0] != Hole {
		t.Errorf("nothing folds to %q", got)
	}
}

func TestMatch(t *testing.T) {
	plain := index(t, "package a\n")
	service := index(t, "package a // runninghub\n")
	for _, tt := range []struct {
		s    string
		want string // the kind, "service", "elsewhere" or ""
	}{
		{"https://www.runninghub.cn/task/openapi/create", "create"},
		{Hole + "/task/openapi/create?x=1", "create"},
		{Hole + "task/openapi/outputs" + Hole, "outputs"},
		{"task/openapi/status/", "status"},
		{"/task/openapi/created", "service"},
		{"https://www.runninghub.cn/other", "service"},
		{"https://www.runninghub.cn/openapi/v2/query", "v2-query"},
		{"/openapi/v2/query", "elsewhere"},
		{"https://example.com/x", "elsewhere"},
		{"https://" + Hole, ""},
		{"/v1/things", "elsewhere"},
		{"/v1 things", ""},
		{"//", ""},
		{"word", ""},
	} {
		if got := kindOf(plain.Match(tt.s)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.s, got, tt.want)
		}
	}
	if got := kindOf(service.Match("/openapi/v2/query")); got != "v2-query" {
		t.Errorf("a v2 path in a package that names the service: %q", got)
	}
}

func kindOf(o Origin) string {
	switch {
	case len(o.Kinds) > 0:
		var out []string
		for _, k := range o.Kinds {
			out = append(out, string(k))
		}
		return strings.Join(out, " ")
	case o.Service && o.Elsewhere:
		return "both"
	case o.Service:
		return "service"
	case o.Elsewhere:
		return "elsewhere"
	}
	return ""
}

const client = `package a

import (
	"bytes"
	"encoding/json"
	"net/http"
)

const base = "https://www.runninghub.cn"

type Client struct{ http http.Client }

type request struct{ WorkflowID string }

func (c *Client) post(path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	res, err := c.http.Post(base+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func (c *Client) create(r request) (out struct{ Code int }) {
	c.post("/task/openapi/create", r, &out)
	return
}

func (c *Client) poll(id string) {
	var out any
	req := map[string]any{"taskId": id}
	c.post("/task/openapi/outputs", req, &out)
}

func other() { http.Get("https://example.com/x") }

//payloadlint:endpoint status
func named(body []byte) (out any) { json.Unmarshal(body, &out); return }

func closure() {
	send := func() { other() }
	send()
	func() { send() }()
}

func main() {
	var c Client
	c.create(request{WorkflowID: "1"})
	named(nil)
}
`

// calls returns the calls of a function by the last name of what they call.
func calls(t *testing.T, x *Index, fn string) map[string]*ast.CallExpr {
	t.Helper()
	for _, f := range x.Funcs {
		if f.Name() == fn {
			out := map[string]*ast.CallExpr{}
			for _, c := range f.Calls {
				out[CalleeName(c)] = c
			}
			return out
		}
	}
	t.Fatalf("no %s", fn)
	return nil
}

func TestOrigins(t *testing.T) {
	x := index(t, client)
	for _, tt := range []struct{ fn, call, want string }{
		{"create", "post", "create"},
		{"poll", "post", "outputs"},
		{"main", "create", "create"},
		{"main", "named", "status"},
		{"other", "Get", "elsewhere"},
		{"closure", "send", "elsewhere"},
		{"post", "Post", "service"},
		{"post", "Decode", "create outputs"},
	} {
		got := strings.Fields(kindOf(x.OfCall(calls(t, x, tt.fn)[tt.call])))
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.call, tt.fn, got, tt.want)
		}
	}
	for fn, want := range map[string]string{"create": "create", "post": "service", "other": "elsewhere", "named": "status", "closure": "elsewhere"} {
		for _, f := range x.Funcs {
			if f.Name() == fn {
				if got := kindOf(x.Own(f)); got != want {
					t.Errorf("%s mentions %q, want %q", fn, got, want)
				}
			}
		}
	}
	if !x.Relevant() || x.Only() {
		t.Error("the package speaks to RunningHub and to others")
	}
}

func TestSpeaks(t *testing.T) {
	x := index(t, client+"\nfunc (c *Client) quiet() {}\nfunc free() {}\n")
	for _, f := range x.Funcs {
		got, want := kindOf(x.Speaks(f)), ""
		switch f.Name() {
		case "quiet":
			want = "service"
		case "free", "other":
		default:
			continue
		}
		if got != want {
			t.Errorf("%s: %q, want %q", f.Name(), got, want)
		}
	}
	about := New(passtest.New(t, nil, "example.com/runninghub", "package a\n\nfunc free() {}\n\nfunc url() string { return \"/task/openapi/create\" }\n", nil))
	if got := kindOf(about.Speaks(about.Funcs[0])); got != "service" {
		t.Errorf("a package about RunningHub alone: %q", got)
	}
}

func TestValues(t *testing.T) {
	x := index(t, client)
	describe := func(list []ast.Expr) string {
		var out []string
		for _, e := range list {
			out = append(out, types.ExprString(e))
		}
		return strings.Join(out, " ")
	}
	for _, tt := range []struct{ fn, call, want string }{
		{"create", "post", "r out"},
		{"poll", "post", "map[string]any{…}"},
		{"main", "create", "request{…}"},
		{"other", "Get", ""},
	} {
		if got := describe(x.Values(calls(t, x, tt.fn)[tt.call])); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.call, tt.fn, got, tt.want)
		}
	}
}

func TestTexts(t *testing.T) {
	x := index(t, client)
	var got []string
	for _, text := range x.Texts() {
		if text.Via != nil {
			got = append(got, strings.Join(text.Folded, " "))
		}
	}
	for _, want := range []string{"https://www.runninghub.cn/task/openapi/create", "https://www.runninghub.cn/task/openapi/outputs"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s among what helpers make: %q", want, got)
		}
	}
}

func TestIndex(t *testing.T) {
	x := index(t, client)
	main := calls(t, x, "main")
	create := x.Callee(main["create"])
	if create == nil || create.Name() != "create" || ReceiverName(create) != "Client" || len(x.Sites(create)) != 1 {
		t.Fatalf("%+v", create)
	}
	if x.Within(main["create"]).Name() != "main" || ReceiverName(x.Within(main["create"])) != "" {
		t.Error("the call is not in main")
	}
	if v := create.Param(0); v == nil || v.Name() != "r" || create.Param(1) != nil || create.Param(-1) != nil {
		t.Error("parameters")
	}
	if fn, i, ok := x.IsParam(create.Param(0)); !ok || fn != create || i != 0 {
		t.Error("r is the first parameter of create")
	}
	inClosure := calls(t, x, "closure")
	if lit := x.Callee(inClosure["send"]); lit == nil || lit.Lit == nil || lit.Name() != "func" || lit.Outer.Name() != "closure" {
		t.Error("a call of a variable that holds one literal")
	}
	if lit := x.Callee(inClosure[""]); lit == nil || lit.Lit == nil {
		t.Error("a literal that is called at once")
	}
	get := calls(t, x, "other")["Get"]
	if !x.IsPkgCall(get, "net/http", "Post", "Get") || !x.IsPkgCall(get, "net/http") || x.IsPkgCall(get, "net/http", "Post") || x.IsPkgCall(get, "http") {
		t.Error("http.Get")
	}
	if x.Callee(get) != nil || x.Static(get) == nil {
		t.Error("http.Get is a function of another package")
	}
}

func TestMentions(t *testing.T) {
	for src, want := range map[string]bool{
		"package a\n": false,
		"package a\n\nconst p = \"/task/openapi/x\"\n":   true,
		"package a // talks to RunningHub\n":             true,
		"package a // RUNNING_HUB_KEY\n":                 true,
		"package a\n\n//payloadlint:endpoint create\n":   true,
		"package a\n\nconst p = \"/openapi/v3/thing\"\n": false,
		"package a // running a hub\n":                   false,
	} {
		if got := Mentions(passtest.New(t, nil, "a", src, nil)); got != want {
			t.Errorf("%q: %t", src, got)
		}
	}
}

func TestKindsAreJoined(t *testing.T) {
	var o Origin
	o.add(Origin{Kinds: []endpoint.Kind{endpoint.Create, endpoint.Status}, Service: true})
	o.add(Origin{Kinds: []endpoint.Kind{endpoint.Status}, Elsewhere: true})
	if len(o.Kinds) != 2 || !o.Service || !o.Elsewhere {
		t.Errorf("%+v", o)
	}
}
