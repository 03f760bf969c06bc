// Package models knows the parameters of RunningHub's standard models: the flat
// bodies of POST /openapi/v2/{vendor}/{model}. Source: models_registry.json of
// HM-RunningHub/ComfyUI_RH_OpenAPI, Apache-2.0, 2026-05-07; see
// runninghub-api.md §7.6. The platform adds models every week, so a path that
// is missing here may well exist.
package models

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
)

// The types of parameters as the registry names them.
const (
	typeString  = "STRING"
	typeInt     = "INT"
	typeFloat   = "FLOAT"
	typeBoolean = "BOOLEAN"
	typeList    = "LIST"
	typeImage   = "IMAGE"
	typeVideo   = "VIDEO"
	typeAudio   = "AUDIO"
)

// Model is one standard model.
type Model struct {
	// Path follows /openapi/v2/ in the address; upper and lower case differ.
	Path string `json:"p"`
	// Name and NameZH are its names in English and in Chinese.
	Name   string `json:"n,omitempty"`
	NameZH string `json:"z,omitempty"`
	// Output is what it makes: image, video, audio, string, 3d.
	Output string  `json:"o,omitempty"`
	Params []Param `json:"a"`
}

// Task is the last part of the path, such as text-to-image.
func (m *Model) Task() string { return m.Path[strings.LastIndexByte(m.Path, '/')+1:] }

// Param finds a parameter by its key; nil when the model has none of that name.
func (m *Model) Param(key string) *Param {
	for i := range m.Params {
		if m.Params[i].Key == key {
			return &m.Params[i]
		}
	}
	return nil
}

// Param is one parameter of a model. Zero fields limit nothing.
type Param struct {
	Key string `json:"k"`
	// Type is STRING, INT, FLOAT, BOOLEAN, LIST, IMAGE, VIDEO or AUDIO.
	Type     string `json:"t"`
	Required bool   `json:"r,omitempty"`
	// Default is JSON, nil where there is none.
	Default json.RawMessage `json:"d,omitempty"`
	// Options are the choices of a List, which are compared as text.
	Options []string `json:"c,omitempty"`
	Min     *float64 `json:"l,omitempty"`
	Max     *float64 `json:"u,omitempty"`
	Step    float64  `json:"s,omitempty"`
	// MaxLength is in characters.
	MaxLength int `json:"x,omitempty"`
	// Accept lists file types in upper case, without a point.
	Accept []string `json:"f,omitempty"`
	// MaxSize of a file is in MB.
	MaxSize float64 `json:"b,omitempty"`
	// Multiple parameters take several files, at most MaxInputs of them.
	Multiple  bool `json:"m,omitempty"`
	MaxInputs int  `json:"i,omitempty"`
	// List parameters are sent as an array of choices.
	List bool `json:"y,omitempty"`
}

// Media reports whether a value of the parameter is the address of a file.
func (p *Param) Media() bool {
	return p.Type == typeImage || p.Type == typeVideo || p.Type == typeAudio
}

// registry is all models, and where each path is among them.
type registry struct {
	models []Model
	byPath map[string]int
}

var load = sync.OnceValue(func() registry {
	list, err := unpack(registryData())
	if err != nil {
		panic("models: the embedded registry is broken: " + err.Error())
	}
	r := registry{models: list, byPath: make(map[string]int, len(list))}
	for i := range list {
		r.byPath[list[i].Path] = i
	}
	return r
})

func unpack(packed []byte) ([]Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	var list []Model
	err = json.Unmarshal(text, &list)
	return list, err
}

// all lists the models in the registry's order. They are shared and must not be
// changed.
func all() []Model { return load().models }

// Find returns the model of a path, such as seedream-v4/text-to-image. It is
// shared and must not be changed.
func Find(path string) (*Model, bool) {
	r := load()
	i, ok := r.byPath[path]
	if !ok {
		return nil, false
	}
	return &r.models[i], true
}

// Search lists the models that have every word of a query in their path, their
// names, their output or the key of a parameter; all of them for an empty
// query. Upper and lower case are the same.
func Search(query string) []*Model {
	words := strings.Fields(strings.ToLower(query))
	var out []*Model
	list := all()
	for i := range list {
		if m := &list[i]; !slices.ContainsFunc(words, func(w string) bool { return !m.has(w) }) {
			out = append(out, m)
		}
	}
	return out
}

// has reports whether a word in lower case is found in what the model is known by.
func (m *Model) has(word string) bool {
	for _, s := range []string{m.Path, m.Name, m.NameZH, m.Output} {
		if strings.Contains(strings.ToLower(s), word) {
			return true
		}
	}
	return slices.ContainsFunc(m.Params, func(p Param) bool { return strings.Contains(strings.ToLower(p.Key), word) })
}
