package config

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/fault"
	"go.yaml.in/yaml/v3"
)

// Rule is a rule of one's own: what must hold of the values that a path selects.
// It may be written in a configuration file or in Go, as a part of a Config.
type Rule struct {
	// ID is kebab-case and not that of another rule.
	ID string
	// Endpoints are the kinds of requests that are looked at. Without any, these
	// are the ones that may have the first key of Select.
	Endpoints []string
	// Select is a path of package gjson within a request's body.
	Select string
	// Schema is the JSON Schema (2020-12 where it does not say otherwise) of each
	// value that Select finds; nil where only Required matters.
	Schema json.RawMessage
	// Required asks that Select find something.
	Required bool
	// Message says what is wrong by language ("en", "zh"); "" is for all. Without
	// any the finding has words of the program.
	Message map[string]string
	// Severity is "error", "warning" or "note"; "" is "error".
	Severity string

	// line and column are those of the rule, places those of its parts by
	// pointer: /select, /schema/not.
	line, column int
	places       map[string][2]int
}

// Place is where the configuration has a part of the rule, by JSON Pointer
// (/select, /schema/not/const), or what is around it. Line and column are 0 for a
// rule that was not read from a file.
func (r *Rule) Place(pointer string) (line, column int) {
	for {
		if at, ok := r.places[pointer]; ok {
			return at[0], at[1]
		}
		i := strings.LastIndexByte(pointer, '/')
		if i <= 0 {
			return r.line, r.column
		}
		pointer = pointer[:i]
	}
}

// ruleID is what a rule's ID looks like.
var ruleID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`) })

// rule reads an element of rules.
func (c *Config) rule(n *yaml.Node) error {
	r := Rule{line: n.Line, column: n.Column, places: map[string][2]int{}}
	kinds := endpointKinds()
	err := mapping(n, "rules", map[string]func(*yaml.Node) error{
		"id": func(n *yaml.Node) error {
			if err := text("id", &r.ID)(n); err != nil {
				return err
			}
			if !ruleID().MatchString(r.ID) {
				return wrong(n, fault.ConfigBadRule, r.ID, "own-rule.id", nil)
			}
			for i := range c.Rules {
				if c.Rules[i].ID == r.ID {
					return wrong(n, fault.ConfigDuplicateKey, r.ID, "", nil)
				}
			}
			r.places["/id"] = [2]int{n.Line, n.Column}
			return nil
		},
		"endpoints": list("endpoints", func(n *yaml.Node) error {
			var kind string
			err := oneOf(n, "endpoints", kinds, &kind)
			r.Endpoints = append(r.Endpoints, kind)
			return err
		}),
		"select": func(n *yaml.Node) error {
			r.places["/select"] = [2]int{n.Line, n.Column}
			return text("select", &r.Select)(n)
		},
		"schema": func(n *yaml.Node) error {
			j := jsonText{places: r.places, left: mostSchema}
			if err := j.write(n, "/schema"); err != nil {
				return err
			}
			r.Schema = j.Bytes()
			return nil
		},
		"required": func(n *yaml.Node) error {
			if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
				return wrong(n, fault.ConfigBadValue, "required", "true, false", []string{"true", "false"})
			}
			r.Required = n.Value == "true"
			return nil
		},
		"message":  r.message,
		"severity": func(n *yaml.Node) error { return oneOf(n, "severity", levels[:3], &r.Severity) },
	}, "id", "select")
	if err != nil {
		return err
	}
	if r.Schema == nil && !r.Required {
		return wrong(n, fault.ConfigMissingKey, "schema", "", nil)
	}
	c.Rules = append(c.Rules, r)
	return nil
}

// message reads a text, or one for each language.
func (r *Rule) message(n *yaml.Node) error {
	r.Message = map[string]string{}
	if n.Kind == yaml.ScalarNode {
		var s string
		err := text("message", &s)(n)
		r.Message[""] = s
		return err
	}
	to := func(lang string) func(*yaml.Node) error {
		return func(n *yaml.Node) error {
			var s string
			err := text(lang, &s)(n)
			r.Message[lang] = s
			return err
		}
	}
	return mapping(n, "message", map[string]func(*yaml.Node) error{"en": to("en"), "zh": to("zh")})
}

// mostSchema bounds the values of one schema: aliases of YAML can make a small
// file large.
const mostSchema = 4096

// jsonText writes YAML as JSON and notes where each value is.
type jsonText struct {
	bytes.Buffer
	places map[string][2]int
	left   int
}

func (j *jsonText) write(n *yaml.Node, pointer string) error {
	if j.left--; j.left < 0 {
		return wrong(n, fault.ConfigBadRule, "schema", "own-schema.wide", nil)
	}
	j.places[pointer] = [2]int{n.Line, n.Column}
	switch n.Kind {
	case yaml.AliasNode:
		return j.write(n.Alias, pointer)
	case yaml.MappingNode:
		return j.object(n, pointer)
	case yaml.SequenceNode:
		_ = j.WriteByte('[')
		for i, e := range n.Content {
			if i > 0 {
				_ = j.WriteByte(',')
			}
			if err := j.write(e, pointer+"/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		_ = j.WriteByte(']')
		return nil
	}
	return j.scalar(n)
}

func (j *jsonText) object(n *yaml.Node, pointer string) error {
	_ = j.WriteByte('{')
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode || k.Tag == "!!merge" {
			return wrong(k, fault.ConfigWrongType, "schema", "text", nil)
		}
		if seen[k.Value] {
			return wrong(k, fault.ConfigDuplicateKey, k.Value, "", nil)
		}
		seen[k.Value] = true
		if i > 0 {
			_ = j.WriteByte(',')
		}
		j.quote(k.Value)
		_ = j.WriteByte(':')
		step := strings.ReplaceAll(strings.ReplaceAll(k.Value, "~", "~0"), "/", "~1")
		if err := j.write(n.Content[i+1], pointer+"/"+step); err != nil {
			return err
		}
	}
	_ = j.WriteByte('}')
	return nil
}

func (j *jsonText) scalar(n *yaml.Node) error {
	switch n.Tag {
	case "!!null":
		_, _ = j.WriteString("null")
		return nil
	case "!!bool", "!!int", "!!float":
		var v any
		if err := n.Decode(&v); err != nil {
			return wrong(n, fault.ConfigWrongType, "schema", "text", nil)
		}
		if f, ok := v.(float64); ok && (math.IsInf(f, 0) || math.IsNaN(f)) {
			return wrong(n, fault.ConfigBadValue, "schema", "number", nil)
		}
		literal, _ := json.Marshal(v) // a number or truth value
		_, _ = j.Write(literal)
		return nil
	}
	j.quote(n.Value)
	return nil
}

func (j *jsonText) quote(s string) {
	literal, _ := json.Marshal(s) // a string does not fail
	_, _ = j.Write(literal)
}
