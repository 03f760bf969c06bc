package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// graph is a workflow of n nodes, all of which an output needs, of classes that
// the embedded node definitions know.
func graph(n int) string {
	var b strings.Builder
	b.WriteString(`{"1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}`)
	for i := 2; i < n; i++ {
		fmt.Fprintf(&b, `, "%d": {"class_type": "ImageScaleBy", "inputs": {"image": ["%d", 0], "upscale_method": "area", "scale_by": 1.5}}`, i, i-1)
	}
	fmt.Fprintf(&b, `, "%d": {"class_type": "SaveImage", "inputs": {"images": ["%d", 0], "filename_prefix": "x"}}}`, n, n-1)
	return b.String()
}

// request is a good request of about 1 KB with 8 to 14 overrides of a graph of
// 189 nodes; i tells one from another.
func request(i int, indent string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{%[1]s"apiKey": "${RUNNINGHUB_API_KEY}",%[1]s"workflowId": "1904136902449209346",%[1]s"nodeInfoList": [`, indent)
	for k := range 8 + i%7 {
		if k > 0 {
			b.WriteByte(',')
		}
		node := 2 + (i*7+k*13)%180
		value := [...]string{
			fmt.Sprintf(`"scale_by", "fieldValue": "%d.5"`, 1+(i+k)%7), `"upscale_method", "fieldValue": "bicubic"`, `"scale_by", "fieldValue": 2`,
		}[k%3]
		fmt.Fprintf(&b, `%s  {"nodeId": "%d", "fieldName": %s}`, indent, node, value)
	}
	fmt.Fprintf(&b, `%[1]s],%[1]s"addMetadata": true,%[1]s"instanceType": "plus"}`, indent)
	return b.Bytes()
}

// write puts a text into the run's folder.
func (b *bench) write(name string, text []byte) (string, error) {
	path := filepath.Join(b.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("make a folder: %w", err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("write the data: %w", err)
	}
	return path, nil
}

// objectInfo is the text of node definitions of about n bytes.
func objectInfo(n int) []byte {
	var b bytes.Buffer
	b.Grow(n + 4096)
	b.WriteByte('{')
	for i := 0; b.Len() < n; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"Class %d": {"input": {"required": {"image": ["IMAGE"], "mode": [[`, i)
		for k := range 60 {
			if k > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `"models/checkpoints/model_%d_%d.safetensors"`, i, k)
		}
		fmt.Fprintf(&b, `], {"tooltip": "which model"}], "steps": ["INT", {"default": 20, "min": 1, "max": 10000}]}}, "input_order": {"required": ["image", "mode", "steps"]}, "output": ["IMAGE"], "output_is_list": [false], "output_name": ["IMAGE"], "name": "Class %d", "display_name": "Class %d", "description": "", "category": "bench", "output_node": false}`, i, i)
	}
	b.WriteByte('}')
	return b.Bytes()
}
