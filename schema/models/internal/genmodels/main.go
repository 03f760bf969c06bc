// Command genmodels writes registry.json.gz of package models from the official
// models_registry.json: only what a payload can be checked by, in its order.
//
//	go run ./schema/models/internal/genmodels models_registry.json schema/models/registry.json.gz
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/payloadlint/payloadlint/schema/models"
)

// source is a model as the registry writes it.
type source struct {
	Endpoint   string `json:"endpoint"`
	NameCN     string `json:"name_cn"`
	NameEN     string `json:"name_en"`
	OutputType string `json:"output_type"`
	Params     []struct {
		FieldKey      string          `json:"fieldKey"`
		Type          string          `json:"type"`
		Required      bool            `json:"required"`
		DefaultValue  json.RawMessage `json:"defaultValue"`
		Options       []option        `json:"options"`
		Min           *float64        `json:"min"`
		Max           *float64        `json:"max"`
		Step          float64         `json:"step"`
		MaxLength     int             `json:"maxLength"`
		Accept        string          `json:"accept"`
		MaxSize       float64         `json:"maxSize"`
		Multiple      bool            `json:"multipleInputs"`
		MaxInputNum   int             `json:"maxInputNum"`
		PayloadAsList bool            `json:"payload_as_list"`
	} `json:"params"`
}

type option struct {
	Value string `json:"value"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: genmodels REGISTRY OUT")
	}
	in, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if strings.HasSuffix(args[0], ".gz") {
		r, err := gzip.NewReader(bytes.NewReader(in))
		if err != nil {
			return err
		}
		if in, err = io.ReadAll(r); err != nil {
			return err
		}
	}
	text, err := compact(in)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	if _, err = w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(args[1], out.Bytes(), 0o644)
}

// compact is the registry in the form that package models reads.
func compact(in []byte) ([]byte, error) {
	var list []source
	if err := json.Unmarshal(in, &list); err != nil {
		return nil, err
	}
	out := make([]models.Model, 0, len(list))
	for _, s := range list {
		m := models.Model{Path: s.Endpoint, Name: s.NameEN, NameZH: s.NameCN, Output: s.OutputType}
		for _, p := range s.Params {
			q := models.Param{
				Key: p.FieldKey, Type: p.Type, Required: p.Required, Default: p.DefaultValue, Min: p.Min, Max: p.Max, Step: p.Step,
				MaxLength: p.MaxLength, MaxSize: p.MaxSize, List: p.PayloadAsList,
			}
			if p.Multiple {
				q.Multiple, q.MaxInputs = true, p.MaxInputNum
			}
			for _, o := range p.Options {
				q.Options = append(q.Options, o.Value)
			}
			if p.Accept != "" {
				if err := json.Unmarshal([]byte(p.Accept), &q.Accept); err != nil {
					return nil, fmt.Errorf("%s, %s: %w", s.Endpoint, p.FieldKey, err)
				}
			}
			m.Params = append(m.Params, q)
		}
		out = append(out, m)
	}
	return json.Marshal(out)
}
