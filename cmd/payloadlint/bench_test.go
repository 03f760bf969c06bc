package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"
)

// project1000 is a folder of 1,000 requests with the definition they share.
func project1000(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	write(".payloadlint.yaml", "version: 1\nworkflows: {\"1904136902449209346\": workflow.json}\n")
	write("workflow.json", `{
  "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
    "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "a"}}
}`)
	for i := range 1000 {
		write(fmt.Sprintf("requests/%02d/%03d.json", i%20, i), fmt.Sprintf(`{
  "apiKey": "${RUNNINGHUB_API_KEY}",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [
    {"nodeId": "6", "fieldName": "text", "fieldValue": "a quiet harbour at dawn, fishing boats, mist over the water, 35mm photograph"},
    {"nodeId": "3", "fieldName": "seed", "fieldValue": "%d"},
    {"nodeId": "3", "fieldName": "steps", "fieldValue": "25"},
    {"nodeId": "5", "fieldName": "width", "fieldValue": "768"},
    {"nodeId": "5", "fieldName": "height", "fieldValue": "1024"}
  ],
  "addMetadata": true,
  "instanceType": "plus"
}
`, i))
	}
	return dir
}

// BenchmarkDirectory is one run of the command over 1,000 files, without the
// start of a process; its floor walks the same folder, reads every file and
// asks gjson whether it is JSON, on as many processors.
func BenchmarkDirectory(b *testing.B) {
	dir := project1000(b)
	b.Chdir(dir)
	b.Setenv("XDG_CACHE_HOME", filepath.Join(dir, ".cache"))
	b.Setenv("LC_ALL", "C.UTF-8")
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var out, errs bytes.Buffer
			if status := Main([]string{"requests"}, strings.NewReader(""), &out, &errs); status != exitClean {
				b.Fatal(status, out.String(), errs.String())
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var files []string
			err := filepath.WalkDir("requests", func(p string, e os.DirEntry, err error) error {
				if err == nil && !e.IsDir() {
					files = append(files, p)
				}
				return err
			})
			if err != nil || len(files) != 1000 {
				b.Fatal(err, len(files))
			}
			work := make(chan string, len(files))
			for _, f := range files {
				work <- f
			}
			close(work)
			var wg sync.WaitGroup
			for range runtime.GOMAXPROCS(0) {
				wg.Go(func() {
					for f := range work {
						data, err := os.ReadFile(f)
						if err != nil || !gjson.ValidBytes(data) {
							b.Error(f, err)
						}
					}
				})
			}
			wg.Wait()
		}
	})
}
