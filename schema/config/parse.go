package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
)

// accounts are the values of the account key.
var accounts = []string{"normal", "enterprise-shared", "enterprise-exclusive"}

// levels are the values of a severity.
var levels = []string{"error", "warning", "note", "off"}

// UnmarshalText reads the text of a configuration, YAML or JSON; Path and Dir are
// left empty. The error is a *fault.Error, and leaves c as it was.
func (c *Config) UnmarshalText(text []byte) error {
	read, err := parse(text)
	if err != nil {
		return err
	}
	*c = *read
	return nil
}

func parse(data []byte) (*Config, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		e := &fault.Error{Line: 1, Column: 1, Problem: fault.ConfigNotYAML}
		// The library tells the line only in its text: "yaml: line 3: …".
		if _, rest, ok := strings.Cut(err.Error(), "line "); ok {
			if n, _ := fmt.Sscanf(rest, "%d", &e.Line); n == 0 {
				e.Line = 1
			}
		}
		return nil, e
	}
	c := &Config{}
	if len(doc.Content) == 0 {
		return nil, &fault.Error{Line: 1, Column: 1, Problem: fault.ConfigMissingVersion, Args: map[string]string{"key": "version"}}
	}
	root := doc.Content[0]
	version := false
	err := mapping(root, "", map[string]func(*yaml.Node) error{
		"version": func(n *yaml.Node) error {
			version = true
			if n.Value != "1" {
				return wrong(n, fault.ConfigWrongVersion, "version", "1", nil)
			}
			return nil
		},
		"host": func(n *yaml.Node) error {
			if err := text("host", &c.Host)(n); err != nil {
				return err
			}
			if scheme, _, ok := strings.Cut(c.Host, "://"); ok && scheme != "https" && scheme != "http" {
				allowed := []string{"www.runninghub.cn", "www.runninghub.ai", "https://…"}
				return wrong(n, fault.ConfigBadValue, "host", strings.Join(allowed, ", "), allowed)
			}
			return nil
		},
		"account": func(n *yaml.Node) error {
			return oneOf(n, "account", accounts, &c.Account)
		},
		"comfy":     c.comfy,
		"workflows": textMap("workflows", &c.Workflows),
		"apps":      c.apps,
		"nodes":     textList("nodes", &c.Nodes),
		"sources": list("sources", func(n *yaml.Node) error {
			var kind string
			err := text("sources", &kind)(n)
			if c.Sources == nil {
				c.Sources = map[string][2]int{}
			}
			c.Sources[kind] = [2]int{n.Line, n.Column}
			return err
		}),
		"placeholders": patterns("placeholders", &c.Placeholders),
		"requests": list("requests", func(n *yaml.Node) error {
			var r RequestSet
			err := mapping(n, "requests", map[string]func(*yaml.Node) error{
				"files": globs("files", &r.Files),
				"endpoint": func(n *yaml.Node) error {
					kinds := endpointKinds()
					if _, ok := endpoint.Kind(n.Value).Model(); ok {
						kinds = append(kinds, n.Value)
					}
					return oneOf(n, "endpoint", kinds, &r.Endpoint)
				},
				"workflow": text("workflow", &r.Workflow),
				"app":      text("app", &r.App),
				"url":      text("url", &r.URL),
				"method":   text("method", &r.Method),
			}, "files")
			c.Requests = append(c.Requests, r)
			return err
		}),
		"severity": func(n *yaml.Node) error { return c.severities(n) },
		"rules":    list("rules", c.rule),
		"suppress": list("suppress", func(n *yaml.Node) error {
			s := &Suppression{Line: n.Line}
			c.Suppress = append(c.Suppress, s)
			return mapping(n, "suppress", map[string]func(*yaml.Node) error{
				"rule":    text("rule", &s.Rule),
				"files":   globs("files", &s.Files),
				"pointer": text("pointer", &s.Pointer),
				"reason":  text("reason", &s.Reason),
			}, "rule", "reason")
		}),
	})
	if err != nil {
		return nil, err
	}
	if !version {
		return nil, &fault.Error{Line: root.Line, Column: root.Column, Problem: fault.ConfigMissingVersion, Args: map[string]string{"key": "version"}}
	}
	return c, nil
}

// releases match a release of ComfyUI; parts that are left out are 0.
var releases = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^v?\d{1,6}(\.\d{1,6}){0,2}$`) })

// SetComfy sets Comfy, and reports false for a text that cannot be a release of
// ComfyUI, as "0.26.0" and "v0.26" are.
func (c *Config) SetComfy(release string) bool {
	if !releases().MatchString(release) {
		return false
	}
	c.Comfy = release
	return true
}

func endpointKinds() []string {
	var out []string
	for _, e := range endpoint.Default().All() {
		out = append(out, string(e.Kind))
	}
	return out
}

// comfy reads the release of ComfyUI.
func (c *Config) comfy(n *yaml.Node) error {
	var release string
	if err := text("comfy", &release)(n); err != nil {
		return err
	}
	if !c.SetComfy(release) {
		return wrong(n, fault.ConfigBadValue, "comfy", "0.26.0", nil)
	}
	return nil
}

// apps reads {id: FILE} and {id: {fields: FILE, workflow: FILE}}.
func (c *Config) apps(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return wrong(n, fault.ConfigWrongType, "apps", "mapping", nil)
	}
	c.Apps, c.AppWorkflows = map[string]string{}, map[string]string{}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		id, v := n.Content[i], n.Content[i+1]
		if seen[id.Value] {
			return wrong(id, fault.ConfigDuplicateKey, id.Value, "", nil)
		}
		seen[id.Value] = true
		if err := c.app(id.Value, v); err != nil {
			return err
		}
	}
	return nil
}

// app reads what an app has.
func (c *Config) app(id string, v *yaml.Node) error {
	var fields, graph string
	if v.Kind != yaml.MappingNode {
		if err := text("apps", &fields)(v); err != nil {
			return err
		}
	} else if err := mapping(v, "apps", map[string]func(*yaml.Node) error{
		"fields": text("fields", &fields), "workflow": text("workflow", &graph),
	}); err != nil {
		return err
	}
	switch {
	case fields == "" && graph == "" && v.Kind == yaml.MappingNode:
		return wrong(v, fault.ConfigMissingKey, "fields", "", nil)
	case fields != "" || v.Kind != yaml.MappingNode:
		c.Apps[id] = fields
	}
	if graph != "" {
		c.AppWorkflows[id] = graph
	}
	return nil
}

// severity reads {rule: level} and {rule: [{files: […], level: …}]}.
func (c *Config) severities(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return wrong(n, fault.ConfigWrongType, "severity", "mapping", nil)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		rule, v := n.Content[i], n.Content[i+1]
		if v.Kind == yaml.SequenceNode {
			err := list(rule.Value, func(n *yaml.Node) error {
				s := severityRule{rule: rule.Value, line: rule.Line}
				err := mapping(n, rule.Value, map[string]func(*yaml.Node) error{
					"files": globs("files", &s.files),
					"level": func(n *yaml.Node) error { return oneOf(n, "level", levels, &s.level) },
				}, "level")
				c.severity = append(c.severity, s)
				return err
			})(v)
			if err != nil {
				return err
			}
			continue
		}
		s := severityRule{rule: rule.Value, line: rule.Line}
		if err := oneOf(v, rule.Value, levels, &s.level); err != nil {
			return err
		}
		c.severity = append(c.severity, s)
	}
	return nil
}

func wrong(n *yaml.Node, p fault.Problem, key, want string, allowed []string) *fault.Error {
	return &fault.Error{Line: n.Line, Column: n.Column, Problem: p, Args: map[string]string{"key": key, "value": n.Value, "want": want}, Allowed: allowed}
}

func mapping(n *yaml.Node, key string, fields map[string]func(*yaml.Node) error, required ...string) error {
	if n.Kind != yaml.MappingNode {
		return wrong(n, fault.ConfigWrongType, key, "mapping", nil)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		read, ok := fields[k.Value]
		if !ok {
			var allowed []string
			for f := range fields {
				allowed = append(allowed, f)
			}
			slices.Sort(allowed)
			return wrong(k, fault.ConfigUnknownKey, k.Value, "", allowed)
		}
		if seen[k.Value] {
			return wrong(k, fault.ConfigDuplicateKey, k.Value, "", nil)
		}
		seen[k.Value] = true
		if err := read(n.Content[i+1]); err != nil {
			return err
		}
	}
	for _, r := range required {
		if !seen[r] {
			return wrong(n, fault.ConfigMissingKey, r, "", nil)
		}
	}
	return nil
}

func text(key string, to *string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			return wrong(n, fault.ConfigWrongType, key, "text", nil)
		}
		*to = n.Value
		return nil
	}
}

func oneOf(n *yaml.Node, key string, allowed []string, to *string) error {
	// YAML 1.1 readers take a bare off for false; the node keeps its text.
	if n.Kind != yaml.ScalarNode || !slices.Contains(allowed, n.Value) {
		return wrong(n, fault.ConfigBadValue, key, strings.Join(allowed, ", "), allowed)
	}
	*to = n.Value
	return nil
}

func list(key string, each func(*yaml.Node) error) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.SequenceNode {
			return wrong(n, fault.ConfigWrongType, key, "list", nil)
		}
		for _, e := range n.Content {
			if err := each(e); err != nil {
				return err
			}
		}
		return nil
	}
}

func textList(key string, to *[]string) func(*yaml.Node) error {
	return list(key, func(n *yaml.Node) error {
		var s string
		if err := text(key, &s)(n); err != nil {
			return err
		}
		*to = append(*to, s)
		return nil
	})
}

func globs(key string, to *[]string) func(*yaml.Node) error {
	return list(key, func(n *yaml.Node) error {
		var s string
		if err := text(key, &s)(n); err != nil {
			return err
		}
		if !doublestar.ValidatePattern(s) {
			return wrong(n, fault.ConfigBadPattern, key, "", nil)
		}
		if alternatives(s) > mostAlternatives {
			return wrong(n, fault.ConfigTooWide, key, strconv.Itoa(mostAlternatives), nil)
		}
		*to = append(*to, s)
		return nil
	})
}

// mostAlternatives bounds what the braces of one file pattern may stand for:
// matching tries them one by one, for every file.
const mostAlternatives = 64

// alternatives is how many patterns without braces a valid pattern stands for,
// mostAlternatives+1 for any number above.
func alternatives(pattern string) int {
	// Of each brace that is open: the sum of its branches so far and the
	// product within the branch; the outermost pair is the pattern itself.
	sums, products := []int{0}, []int{1}
	class := false
	for i := 0; i < len(pattern); i++ {
		top := len(products) - 1
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '{':
			sums, products = append(sums, 0), append(products, 1)
		case c == ',' && top > 0:
			sums[top], products[top] = sums[top]+products[top], 1
		case c == '}' && top > 0:
			n := sums[top] + products[top]
			sums, products = sums[:top], products[:top]
			products[top-1] = min(products[top-1]*n, mostAlternatives+1)
		}
	}
	return products[0]
}

func patterns(key string, to *[]string) func(*yaml.Node) error {
	return list(key, func(n *yaml.Node) error {
		var s string
		if err := text(key, &s)(n); err != nil {
			return err
		}
		if _, err := regexp.Compile(s); err != nil {
			return wrong(n, fault.ConfigBadPattern, key, "", nil)
		}
		*to = append(*to, s)
		return nil
	})
}

func textMap(key string, to *map[string]string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.MappingNode {
			return wrong(n, fault.ConfigWrongType, key, "mapping", nil)
		}
		*to = map[string]string{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			var s string
			if err := text(key, &s)(n.Content[i+1]); err != nil {
				return err
			}
			if _, dup := (*to)[n.Content[i].Value]; dup {
				return wrong(n.Content[i], fault.ConfigDuplicateKey, n.Content[i].Value, "", nil)
			}
			(*to)[n.Content[i].Value] = s
		}
		return nil
	}
}
