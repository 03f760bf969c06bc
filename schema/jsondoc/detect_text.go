package jsondoc

import (
	"bytes"
	"regexp"
	"sync"
)

// Texts of another kind, recognised by how they begin.

var (
	shellStart = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:#!|(?:[$>]\s+)?(?:sudo\s+)?(?:curl|wget|export|echo|set|source|cd|http|invoke-restmethod)\s)`)
	})
	shellLater = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*(?:[$>]\s+)?(?:curl|wget)\s`) })
	httpStart  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:(?:get|post|put|patch|delete|head|options)\s+(?:/|https?:)|http/\d)`)
	})
	codeStart = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:(?:const|let|var|import|export|from|def|package|func|function|async|await|class|return|use|public|private)\s|(?:[a-z_$][\w$.]*\s*(?::?=|\()))`)
	})
	formStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w.%-]+=[^\s&{\[]*(?:&[\w.%-]+=[^\s&]*)+`) })
	yamlStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:---\s|-\s+\w|[\w-]+:(?:\s|$))`) })
	htmlStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^<(?:!doctype|\?xml|[a-z][a-z0-9]*(?:\s[^>]*)?>)`) })
	htmlTag   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^<[a-z_-]+>\s*$`) })
)

// head is the beginning of what does not fit, in lower case.
func (b *breakage) head() []byte {
	if b.lower == nil {
		b.lower = bytes.ToLower(b.src[b.i:min(b.i+4096, len(b.src))])
	}
	return b.lower
}

// begins marks the first line of a text of another kind.
func (b *breakage) begins(pattern *regexp.Regexp, kind string) *SyntaxError {
	if !pattern.Match(b.head()) {
		return nil
	}
	return b.firstLine(kind)
}

func (b *breakage) firstLine(kind string) *SyntaxError {
	return mark(b.i, max(lineEnd(b.src, b.i), b.i+1)).with("kind", kind)
}

func isMarkdown(b *breakage) *SyntaxError {
	rest := b.src[b.i:]
	fence := bytes.HasPrefix(rest, []byte("```"))
	switch {
	case b.where == atRoot && (fence || bytes.HasPrefix(rest, []byte("~~~"))):
		return mark(b.i, lineEnd(b.src, b.i))
	case fence:
		return b.here(3)
	}
	return nil
}

func isHTML(b *breakage) *SyntaxError {
	if htmlTag().Match(b.head()) { // <your-body>
		return nil
	}
	kind := "HTML"
	if bytes.HasPrefix(b.head(), []byte("<?xml")) {
		kind = "XML"
	}
	return b.begins(htmlStart(), kind)
}

func isShell(b *breakage) *SyntaxError {
	if b.char() == '#' && shellLater().Match(b.head()) {
		return b.firstLine("shell")
	}
	return b.begins(shellStart(), "shell")
}

func isHTTP(b *breakage) *SyntaxError { return b.begins(httpStart(), "HTTP") }

func isForm(b *breakage) *SyntaxError {
	return b.begins(formStart(), "application/x-www-form-urlencoded")
}

func isCode(b *breakage) *SyntaxError { return b.begins(codeStart(), "code") }

func isYAML(b *breakage) *SyntaxError { return b.begins(yamlStart(), "YAML") }

// isEmpty knows texts without any token.
func isEmpty(b *breakage) *SyntaxError {
	switch {
	case len(b.nodes) > 0:
		return nil
	case b.bom:
		return mark(len(bom), len(bom))
	}
	return mark(0, 0)
}

var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\$\{[^{}"\r\n]+\}|\{\{[^{}"\r\n]*\}\}|\{%[^"\r\n]*?%\}|<%[^\r\n]*?%>|<[^<>"\r\n]+>|%[A-Za-z_][\w.-]*%|\$[A-Za-z_]\w*|@\$?[A-Za-z_][\w.]*\$?)`)
})

var bracedName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\{\s*[A-Za-z_][\w.-]*\s*\}`) })

// isHexKey reports whether a name has the shape of an API key: it is one, with
// nothing around it but the braces of an object. Source: runninghub-api.md §3.
func isHexKey(name []byte) bool {
	return len(name) == 32 && len(bytes.Trim(name, "0123456789abcdefABCDEF")) == 0
}

// isPlaceholder finds the marks of template engines where a key or value
// belongs. {{ has made the scanner stop at its second brace.
func isPlaceholder(b *breakage) *SyntaxError {
	if b.where == atFirstKey {
		from, _, _ := b.container()
		w := window(b.src, from)
		m := placeholders().Find(w)
		if m == nil {
			m = bracedName().Find(w)
			if isHexKey(bytes.Trim(m, "{} \t\r\n")) {
				m = nil
			}
		}
		if m != nil && (b.depth > 1 || from+len(m) < len(bytes.TrimRight(b.src, " \t\r\n")) || len(w) == len(m)) {
			return mark(from, from+len(m))
		}
	}
	if m := placeholders().Find(window(b.src, b.i)); m != nil {
		return b.here(len(m))
	}
	return nil
}
