package endpointpath

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
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

// Config are the settings.
type Config struct {
	// Lang is the language of the messages, "en" or "zh"; "" follows the
	// environment.
	Lang string
}

// New makes the pass. Its flags start from the configuration.
func New(c Config) *analysis.Analyzer {
	return pass.New(pass.Spec{Name: name, Doc: doc, Lang: c.Lang, Check: check})
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
		if !ok || len(p) < 8 {
			continue
		}
		if host != "" && !strings.Contains(host, "runninghub") && !strings.Contains(host, endpoints.Hole) && !strings.Contains(p, "task/openapi") {
			continue
		}
		ours := strings.Contains(host, "runninghub")
		if !ours && !r.relevant {
			continue
		}
		want, known := r.wrong(p, ours)
		if want == nil {
			continue
		}
		r.done[t.Expr] = true
		if _, lit := t.Expr.(*ast.BasicLit); !lit {
			if r.reported[p] && len(r.fix(t.Expr, p, want[0])) == 0 {
				return
			}
		}
		r.reported[p] = true
		f := report.Finding{Pos: t.Expr.Pos(), End: t.Expr.End(), Category: categoryPath, Args: message.Args{"path": p}}
		if known {
			f.Args["want"] = want[0]
			f.Fixes = r.fix(t.Expr, p, want[0])
		} else {
			f.Variant, f.Args["known"] = "end", strings.Join(want, r.Text("analyzers.comma", nil))
		}
		r.Report(f)
		return
	}
}

// wrong tells what a path should be: one near path, or the paths under the
// prefix that it has. nil means that nothing is wrong with it, or nothing is
// known.
func (r *run) wrong(p string, ours bool) (want []string, near bool) {
	if strings.HasSuffix(p, endpoints.Hole) {
		// What ends in something unknown may still have a wrong prefix.
		p = strings.TrimRight(p, endpoints.Hole)
		for _, e := range endpoint.All() {
			before, _, param := strings.Cut(e.Path, "{")
			if !param || e.Internal {
				continue
			}
			if p == before {
				return nil, false
			}
			if strings.HasSuffix(p, "/") && suggest.Distance(p, before, 2) <= 2 {
				return []string{e.Path}, true
			}
		}
		return nil, false
	}
	if strings.Contains(p, endpoints.Hole) {
		return nil, false
	}
	if _, _, ok := endpoint.Match(p); ok {
		return nil, false
	}
	for _, o := range others {
		if p == o {
			return nil, false
		}
	}
	best, bestPath := 3, ""
	for _, e := range endpoint.All() {
		if e.Internal || e.Path == "" {
			continue
		}
		if strings.HasPrefix(e.Path, p+"/") {
			return nil, false // a prefix to be completed elsewhere
		}
		full := e.Path
		if before, _, param := strings.Cut(full, "{"); param {
			i := strings.LastIndexByte(p, '/')
			if i < 0 || strings.Count(p, "/") != strings.Count(full, "/") {
				continue
			}
			full = before + p[i+1:]
		}
		d := suggest.Distance(p, full, 2)
		if d > 0 && d < best {
			best, bestPath = d, full
		}
	}
	if bestPath != "" {
		return []string{bestPath}, true
	}
	// A known end under the wrong prefix.
	i := strings.LastIndexByte(p, '/')
	prefix, end := p[:i], p[i+1:]
	var under []string
	elsewhere := ""
	distinctive := prefix == "/task/openapi" || prefix == "/uc/openapi" || (prefix == "/api/openapi" || prefix == "/api/webapp") && ours
	for _, e := range endpoint.All() {
		if e.Internal || e.Path == "" || strings.Contains(e.Path, "{") {
			continue
		}
		j := strings.LastIndexByte(e.Path, '/')
		if e.Path[:j] == prefix {
			under = append(under, e.Path)
		}
		if e.Path[j+1:] == end && e.Path[:j] != prefix {
			elsewhere = e.Path
		}
	}
	switch prefix {
	case "/task/openapi", "/api/openapi", "/uc/openapi", "/api/webapp":
		if elsewhere != "" && (distinctive || prefix == "/api/openapi" && r.relevant) {
			return []string{elsewhere}, true
		}
	}
	if distinctive && len(under) > 0 {
		return under, false
	}
	if rest, ok := strings.CutPrefix(p, "/task/openapi/"); ok && strings.Contains(rest, "/") {
		for _, e := range endpoint.All() {
			if strings.HasPrefix(e.Path, "/task/openapi/") {
				under = append(under, e.Path)
			}
		}
		return under, false
	}
	return nil, false
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
	var verb string
	var at, url ast.Expr
	switch {
	case r.Index.IsPkgCall(call, "net/http", "Get", "Post", "Head", "PostForm"):
		if len(call.Args) == 0 {
			return
		}
		verb, at, url = strings.ToUpper(endpoints.CalleeName(call)), call.Fun, call.Args[0]
		if verb == "POSTFORM" {
			verb = "POST"
		}
	case r.Index.IsPkgCall(call, "net/http", "NewRequest", "NewRequestWithContext"):
		i := 0
		if endpoints.CalleeName(call) == "NewRequestWithContext" {
			i = 1
		}
		if len(call.Args) < i+2 {
			return
		}
		at, url = call.Args[i], call.Args[i+1]
		v := r.Info.Types[at].Value
		if v == nil || v.Kind() != constant.String {
			return
		}
		if verb = constant.StringVal(v); verb == "" {
			verb = "GET"
		}
	default:
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
	e, _ := endpoint.Lookup(o.Kinds[0])
	if e.Method == verb {
		return
	}
	r.Report(report.Finding{
		Pos: at.Pos(), End: at.End(), Category: categoryMethod,
		Args: message.Args{"path": e.Path, "want": e.Method, "method": verb},
	})
}

// key finds an API key in the body of a v2 endpoint.
func (r *run) key(call *ast.CallExpr) {
	if !r.given(call) {
		return
	}
	o := r.Index.OfCall(call)
	if len(o.Kinds) == 0 {
		return
	}
	for _, k := range o.Kinds {
		if e, _ := endpoint.Lookup(k); e.Key != endpoint.KeyBearer || e.Multipart {
			return
		}
	}
	for _, v := range r.Index.Values(call) {
		at := keyIn(r.Index, v)
		if at == nil {
			continue
		}
		e, _ := endpoint.Lookup(o.Kinds[0])
		r.Report(report.Finding{
			Pos: at.Pos(), End: at.End(), Category: categoryKey, Args: message.Args{"path": e.Path},
			Related: []report.Related{{Pos: call.Pos(), End: call.End(), Name: "sent"}},
		})
	}
}

// given tells that a call is given a URL itself, so that what else it is given
// goes there.
func (r *run) given(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		if t := r.Info.TypeOf(a); t != nil {
			if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
				for _, s := range r.Index.Fold(a) {
					if len(r.Index.Match(s).Kinds) > 0 {
						return true
					}
				}
			}
		}
	}
	return false
}

// keyIn is the place where a request value has its key.
func keyIn(x *endpoints.Index, e ast.Expr) ast.Node {
	t := x.Info.TypeOf(e)
	if t == nil {
		return nil
	}
	lit, isLit := e.(*ast.CompositeLit)
	if isLit {
		for _, el := range lit.Elts {
			kv, ok := el.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if v := x.Info.Types[kv.Key].Value; v != nil && v.Kind() == constant.String && strings.EqualFold(constant.StringVal(v), "apiKey") {
				return kv.Key
			}
		}
	}
	for _, f := range envelope.Fields(t) {
		if !strings.EqualFold(f.Name, "apiKey") || !f.Tagged {
			continue
		}
		if !isLit {
			return e
		}
		for _, el := range lit.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Key.(*ast.Ident); ok && id.Name == f.Var.Name() {
					return kv
				}
			}
		}
		if !strings.Contains(f.Tag, "omitempty") {
			return lit.Type
		}
	}
	return nil
}
