package workflow_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/workflow"
)

func TestKind(t *testing.T) {
	app, err := workflow.Read("app.json", []byte(`{"code": 0, "data": {"nodeInfoList": [
		{"nodeId": "1", "fieldName": "int", "fieldType": "INT", "fieldValue": "5", "fieldData": "[\"INT\", {\"min\": 1, \"max\": 15}]"},
		{"nodeId": "1", "fieldName": "float", "fieldType": " float ", "fieldValue": 1.5, "fieldData": "[\"FLOAT\", {\"max\": 1.5}]"},
		{"nodeId": "1", "fieldName": "least", "fieldType": "NUMBER", "fieldData": "[\"INT\", {\"min\": -2}]"},
		{"nodeId": "1", "fieldName": "on", "fieldType": "BOOLEAN", "fieldValue": "true"},
		{"nodeId": "1", "fieldName": "words", "fieldType": "STRING", "fieldData": "[[\"a\"]]"},
		{"nodeId": "1", "fieldName": "list", "fieldType": "LIST", "fieldData": "[[\"a\", \"b\"]]"},
		{"nodeId": "1", "fieldName": "open", "fieldType": "LIST"},
		{"nodeId": "1", "fieldName": "switch", "fieldType": "SWITCH", "fieldData": "[{\"name\": \"a\", \"index\": 1.0}]"},
		{"nodeId": "1", "fieldName": "bool", "fieldType": "BOOL", "fieldData": "[{\"name\": \"a\", \"index\": 1.0}]"},
		{"nodeId": "1", "fieldName": "image", "fieldType": "IMAGE", "fieldData": "[[\"a.png\"]]"},
		{"nodeId": "1", "fieldName": "lora", "fieldType": "LORA", "fieldData": "[[\"a.safetensors\"]]"},
		{"nodeId": "1", "fieldName": "untyped", "fieldValue": 3}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	graph, err := workflow.Read("graph.json", []byte(`{"1": {"class_type": "A", "inputs": {
		"n": 3, "s": "x", "b": true, "o": {}, "wrapped": {"__value__": 4}, "link": ["2", 0], "null": null}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		d           *workflow.Definition
		field       string
		kind        workflow.Kind
		guessed     bool
		name, bound string
	}{
		{app, "int", workflow.Number, false, "INT", "1..15"},
		{app, "float", workflow.Number, false, "FLOAT", "..1.5"},
		{app, "least", workflow.Number, false, "NUMBER", "-2.."},
		{app, "on", workflow.Boolean, false, "BOOLEAN", ""},
		{app, "words", workflow.Text, false, "STRING", ""},
		{app, "list", workflow.Choice, false, "LIST[…]", ""},
		{app, "open", workflow.Any, false, "LIST", ""},
		{app, "switch", workflow.Choice, false, "SWITCH[…]", ""},
		{app, "bool", workflow.Choice, false, "BOOL[…]", ""},
		{app, "image", workflow.Media, false, "IMAGE", ""},
		{app, "lora", workflow.Any, false, "LORA", ""},
		{app, "untyped", workflow.Any, false, "number", ""},
		{graph, "n", workflow.Number, true, "number", ""},
		{graph, "s", workflow.Text, true, "string", ""},
		{graph, "b", workflow.Boolean, true, "boolean", ""},
		{graph, "o", workflow.Any, true, "object", ""},
		{graph, "wrapped", workflow.Number, true, "number", ""},
		{graph, "link", workflow.Any, true, "link", ""},
		{graph, "null", workflow.Any, true, "null", ""},
	} {
		n, _ := x.d.Node("1")
		f, ok := n.Field(x.field)
		if !ok {
			t.Fatalf("no field %q", x.field)
		}
		if f.Kind != x.kind || f.Guessed != x.guessed || f.TypeName() != x.name || f.Range() != x.bound {
			t.Errorf("%s: kind %d, guessed %t, %q, range %q; want %d, %t, %q, %q", x.field, f.Kind, f.Guessed, f.TypeName(), f.Range(), x.kind, x.guessed, x.name, x.bound)
		}
	}
}

func TestOutside(t *testing.T) {
	low, high := 1.0, 15.0
	f := workflow.Field{Min: &low, Max: &high}
	for _, x := range []struct {
		n, bound float64
		side     int
	}{{0.5, 1, -1}, {1, 0, 0}, {15, 0, 0}, {16, 15, 1}} {
		if bound, side := f.Outside(x.n); bound != x.bound || side != x.side {
			t.Errorf("Outside(%v) = %v, %d", x.n, bound, side)
		}
	}
	if _, side := (&workflow.Field{}).Outside(1e300); side != 0 {
		t.Error("a field without bounds has one")
	}
}
