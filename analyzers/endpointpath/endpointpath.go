package endpointpath

import (
	"go/ast"
	"go/constant"
	"go/token"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

const name = "endpointpath"

// The categories, as they stand in doc.
const (
	categoryPath   = name + "-path"
	categoryKey    = name + "-key"
	categoryMethod = name + "-method"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment.
func New(lang string) *analysis.Analyzer {
	return pass.New(pass.Spec{Name: name, Doc: doc, Lang: lang, Check: check})
}

func check(p *pass.Run) {
	r := &run{Run: p, relevant: p.Index.Relevant(), done: map[ast.Expr]bool{}, reported: map[string]bool{}}
	// A path that is written out is reported where it is written, not wherever
	// it is used.
	texts := r.Index.Texts()
	for _, t := range texts {
		if _, ok := t.Expr.(*ast.BasicLit); ok && t.Via == nil {
			r.text(t)
		}
	}
	for _, t := range texts {
		r.text(t)
	}
	for _, fn := range r.Index.Funcs {
		for _, call := range fn.Calls {
			r.method(call)
			r.key(call)
		}
	}
}

type run struct {
	*pass.Run
	relevant bool              // the package speaks to RunningHub
	done     map[ast.Expr]bool // expressions that were reported
	reported map[string]bool   // paths that were reported
}

// others are paths that exist beside the endpoints the program knows.
// Source: runninghub-api.md §2.14.
var others = []string{"/openapi/v2/api-key/list", "/openapi/v2/queue/status", "/openapi/v2/resource/list", "/openapi/v2/aiapp/list"}

// path cuts the path out of a folded URL; ok is false where its end is not
// known or it is no path.
func path(s string) (host, p string, ok bool) {
	s, _, _ = strings.Cut(s, "?")
	s, _, _ = strings.Cut(s, "#")
	if i := strings.Index(s, "://"); i >= 0 {
		rest := s[i+3:]
		slash := strings.IndexByte(rest, '/')
		if slash < 0 {
			return "", "", false
		}
		host, s = rest[:slash], rest[slash:]
	} else if i := strings.LastIndex(s, endpoints.Hole+"/"); i >= 0 {
		s = s[i+1:]
	} else if strings.HasPrefix(s, endpoints.Hole) {
		s = "/" + strings.TrimLeft(s, endpoints.Hole)
	}
	// Generated clients resolve "./task/…" against the address of the server.
	s = strings.ReplaceAll(s, "/./", "/")
	if strings.ContainsAny(s, " \t\n\"'<>") || !strings.HasPrefix(s, "/") {
		return "", "", false
	}
	return host, strings.TrimSuffix(s, "/"), true
}

func (r *run) text(t endpoints.Text) {
	if r.done[t.Expr] {
		return
	}
	for _, s := range t.Folded {
		host, p, ok := path(s)
		if !ok || !r.concerns(host, p) {
			continue
		}
		want, known := r.wrong(p, strings.Contains(host, "runninghub"))
		if want != nil {
			r.misspelt(t.Expr, p, want, known)
			return
		}
	}
}

// concerns reports whether a path is, or looks like, one of RunningHub's.
func (r *run) concerns(host, p string) bool {
	if len(p) < 8 {
		return false
	}
	ours := strings.Contains(host, "runninghub")
	if host != "" && !ours && !strings.Contains(host, endpoints.Hole) && !strings.Contains(p, "task/openapi") {
		return false
	}
	return ours || r.relevant
}

// misspelt reports a path once. known is set where want is the one path that
// was meant, otherwise want are the paths under the same prefix.
func (r *run) misspelt(e ast.Expr, p string, want []string, known bool) {
	r.done[e] = true
	if _, lit := e.(*ast.BasicLit); !lit {
		if r.reported[p] && len(r.fix(e, p, want[0])) == 0 {
			return
		}
	}
	r.reported[p] = true
	f := report.Finding{Pos: e.Pos(), End: e.End(), Category: categoryPath, Args: message.Args{"path": strings.ReplaceAll(p, endpoints.Hole, "…")}}
	if known {
		f.Args["want"] = want[0]
		f.Fixes = r.fix(e, p, want[0])
	} else {
		f.Variant, f.Args["known"] = "end", strings.Join(want, r.Text("analyzers.comma", nil))
	}
	r.Report(f)
}

// wrong says what a path should be: one near path, or the paths under the
// prefix that it has. nil means that nothing is wrong with it, or nothing is
// known.
func (r *run) wrong(p string, ours bool) (want []string, near bool) {
	if want := tailed(p); want != "" {
		return []string{want}, true
	}
	if strings.HasSuffix(p, endpoints.Hole) {
		if want, near = wrongPrefix(strings.TrimRight(p, endpoints.Hole)); want == nil && ours {
			want = invented(p)
		}
		return want, near
	}
	if strings.Contains(p, endpoints.Hole) || exists(p) {
		return nil, false
	}
	if best := nearest(p); best != "" {
		return []string{best}, true
	}
	return r.wrongEnd(p, ours)
}

// tailed is the task endpoint that a path goes on behind with something not
// known here, as in /task/openapi/status/%s; "" for any other path.
func tailed(p string) string {
	before, ok := strings.CutSuffix(strings.TrimRight(p, endpoints.Hole), "/")
	if !ok || !strings.HasSuffix(p, endpoints.Hole) {
		return ""
	}
	for _, e := range endpoint.Default().All() {
		if e.Path == before && strings.HasPrefix(before, "/task/openapi/") && !e.Internal {
			return before
		}
	}
	return ""
}

// wrongPrefix is wrong for a path that ends in something unknown: it may still
// have a wrong prefix.
func wrongPrefix(p string) (want []string, near bool) {
	for _, e := range endpoint.Default().All() {
		before, _, param := strings.Cut(e.Path, "{")
		if !param || e.Internal {
			continue
		}
		if p == before {
			return nil, false
		}
		if strings.HasSuffix(p, "/") && suggest.Word(p).Distance(before, 2) <= 2 {
			return []string{e.Path}, true
		}
	}
	return nil, false
}

// exists reports whether a path is that of an endpoint, or the beginning of one
// to be completed elsewhere.
func exists(p string) bool {
	if _, _, ok := endpoint.Default().Match(p); ok || slices.Contains(others, p) {
		return true
	}
	return slices.ContainsFunc(endpoint.Default().All(), func(e endpoint.Endpoint) bool {
		return !e.Internal && strings.HasPrefix(e.Path, p+"/")
	})
}

// nearest is the path that is at most two slips away, "" when there is none.
func nearest(p string) string {
	best, bestPath := 3, ""
	for _, e := range endpoint.Default().All() {
		if e.Internal || e.Path == "" {
			continue
		}
		full := e.Path
		if before, _, param := strings.Cut(full, "{"); param {
			i := strings.LastIndexByte(p, '/')
			if i < 0 || strings.Count(p, "/") != strings.Count(full, "/") {
				continue
			}
			full = before + p[i+1:]
		}
		d := suggest.Word(p).Distance(full, 2)
		if d > 0 && d < best {
			best, bestPath = d, full
		}
	}
	return bestPath
}

// wrongEnd is wrong for a path that has a known prefix with an end that does
// not exist there, or a known end under another prefix.
func (r *run) wrongEnd(p string, ours bool) (want []string, near bool) {
	i := strings.LastIndexByte(p, '/')
	prefix := p[:i]
	under, elsewhere := neighbours(prefix, p[i+1:])
	// Other services use /api/openapi and /api/webapp, too.
	shared := prefix == "/api/openapi" || prefix == "/api/webapp"
	distinctive := prefix == "/task/openapi" || prefix == "/uc/openapi" || shared && ours
	switch {
	case elsewhere != "" && (distinctive || prefix == "/api/openapi" && r.relevant):
		return []string{elsewhere}, true
	case distinctive && len(under) > 0:
		return under, false
	}
	if want := invented(p); ours && want != nil {
		return want, false
	}
	return tooDeep(p), false
}

// invented lists the endpoints of the second generation for a path that was made
// up after them, nil for any other path.
func invented(p string) []string {
	if !endpoint.Default().Invented(p) {
		return nil
	}
	return paths("/openapi/v2/")
}

// neighbours lists the paths under a prefix, and finds one with the same end
// under another prefix.
func neighbours(prefix, end string) (under []string, elsewhere string) {
	for _, e := range endpoint.Default().All() {
		if e.Internal || e.Path == "" || strings.Contains(e.Path, "{") || e.Undocumented() {
			continue // "delete" and "list" alone say little of what was meant
		}
		j := strings.LastIndexByte(e.Path, '/')
		switch {
		case e.Path[:j] == prefix:
			under = append(under, e.Path)
		case e.Path[j+1:] == end:
			elsewhere = e.Path
		}
	}
	return under, elsewhere
}

// tooDeep lists the task endpoints for a path that goes on below them, nil for
// any other path.
func tooDeep(p string) []string {
	rest, ok := strings.CutPrefix(p, "/task/openapi/")
	if !ok || !strings.Contains(rest, "/") {
		return nil
	}
	return paths("/task/openapi/")
}

// paths lists the endpoints under a prefix.
func paths(prefix string) []string {
	var found []string
	for _, e := range endpoint.Default().All() {
		if strings.HasPrefix(e.Path, prefix) && !e.Internal && !e.Undocumented() {
			found = append(found, e.Path)
		}
	}
	return found
}

// fix rewrites the literal that holds the wrong end of a path.
func (r *run) fix(e ast.Expr, wrong, right string) []report.Fix {
	var fixes []report.Fix
	ast.Inspect(e, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING || len(fixes) > 0 {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil || text == "" {
			return true
		}
		var fixed string
		bare := strings.TrimPrefix(text, "/")
		switch {
		case strings.Contains(text, wrong):
			fixed = strings.Replace(text, wrong, right, 1)
		case bare != "" && strings.HasSuffix(wrong, bare):
			head := strings.TrimSuffix(wrong, bare)
			if !strings.HasPrefix(right, head) || right == head {
				return true
			}
			fixed = text[:len(text)-len(bare)] + strings.TrimPrefix(right, head)
		default:
			return true
		}
		fixes = []report.Fix{{Name: "path", Args: message.Args{"path": right}, Edits: []analysis.TextEdit{{
			Pos: lit.Pos(), End: lit.End(), NewText: []byte(strconv.Quote(fixed)),
		}}}}
		return false
	})
	return fixes
}

// method compares the HTTP method of a call with the endpoint's.
func (r *run) method(call *ast.CallExpr) {
	verb, at, url := r.request(call)
	if at == nil {
		return
	}
	urls := r.Index.Fold(url)
	if len(urls) == 0 {
		return
	}
	o := r.Index.Match(urls[0])
	if len(o.Kinds) != 1 {
		return
	}
	e, _ := endpoint.Default().Lookup(o.Kinds[0])
	if e.Method == verb {
		return
	}
	r.Report(report.Finding{
		Pos: at.Pos(), End: at.End(), Category: categoryMethod,
		Args: message.Args{"path": e.Path, "want": e.Method, "method": verb},
	})
}

// request reads the method and the URL that a call of net/http names; at is
// where the method stands, nil for any other call.
func (r *run) request(call *ast.CallExpr) (verb string, at, url ast.Expr) {
	name := endpoints.CalleeName(call)
	switch {
	case r.Index.IsPkgCall(call, "net/http", "Get", "Post", "Head", "PostForm") && len(call.Args) > 0:
		verb = strings.ToUpper(name)
		if verb == "POSTFORM" {
			verb = http.MethodPost
		}
		return verb, call.Fun, call.Args[0]
	case r.Index.IsPkgCall(call, "net/http", "NewRequest", "NewRequestWithContext"):
		i := 0
		if name == "NewRequestWithContext" {
			i = 1
		}
		if len(call.Args) < i+2 {
			return "", nil, nil
		}
		v := r.Info.Types[call.Args[i]].Value
		if v == nil || v.Kind() != constant.String {
			return "", nil, nil
		}
		if verb = constant.StringVal(v); verb == "" {
			verb = http.MethodGet
		}
		return verb, call.Args[i], call.Args[i+1]
	}
	return "", nil, nil
}

// key finds an API key in the body of a v2 endpoint.
func (r *run) key(call *ast.CallExpr) {
	if !r.Index.Given(call) {
		return
	}
	o := r.Index.OfCall(call)
	if len(o.Kinds) == 0 {
		return
	}
	for _, k := range o.Kinds {
		if e, _ := endpoint.Default().Lookup(k); !e.V2 || e.Multipart {
			return
		}
	}
	for _, v := range r.Index.Values(call) {
		at := keyIn(r.Index, v)
		if at == nil {
			continue
		}
		e, _ := endpoint.Default().Lookup(o.Kinds[0])
		r.Report(report.Finding{
			Pos: at.Pos(), End: at.End(), Category: categoryKey, Args: message.Args{"path": e.Path},
			Related: []report.Related{{Pos: call.Pos(), End: call.End(), Name: "sent"}},
		})
	}
}

// keyIn is the place where a request value has its key.
func keyIn(x *endpoints.Index, e ast.Expr) ast.Node {
	t := x.Info.TypeOf(e)
	if t == nil {
		return nil
	}
	lit, isLit := e.(*ast.CompositeLit)
	if isLit {
		if at := element(lit, func(kv *ast.KeyValueExpr) bool {
			v := x.Info.Types[kv.Key].Value
			return v != nil && v.Kind() == constant.String && strings.EqualFold(constant.StringVal(v), "apiKey")
		}); at != nil {
			return at.Key
		}
	}
	for _, f := range envelope.Fields(t) {
		if !strings.EqualFold(f.Name, "apiKey") || !f.Tagged {
			continue
		}
		if !isLit {
			return e
		}
		if at := element(lit, func(kv *ast.KeyValueExpr) bool {
			id, ok := kv.Key.(*ast.Ident)
			return ok && id.Name == f.Var.Name()
		}); at != nil {
			return at
		}
		if !strings.Contains(f.Tag, "omitempty") {
			return lit.Type
		}
	}
	return nil
}

// element finds the element of a literal for which a test holds.
func element(lit *ast.CompositeLit, test func(*ast.KeyValueExpr) bool) *ast.KeyValueExpr {
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok && test(kv) {
			return kv
		}
	}
	return nil
}
