package mirror

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func validCorpus(b *testing.B) (out [][]byte, bytes int64) {
	corpusPrompts(b, func(_ string, data []byte, v verdict) {
		if v.valid {
			out = append(out, data)
			bytes += int64(len(data))
		}
	})
	return out, bytes
}

// BenchmarkCorpus validates every valid prompt of the corpus, parsing
// included; prompts/s is the number to compare with ComfyUI's own 1,250.
func BenchmarkCorpus(b *testing.B) {
	prompts, bytes := validCorpus(b)
	opt := Options{Files: recordedFiles()}
	run := func() {
		for _, data := range prompts {
			doc, err := jsondoc.Parse("prompt", data)
			if err != nil {
				b.Fatal(err)
			}
			if !Validate(doc.Root(), recordedCatalog(), opt).Valid {
				b.Fatal("not valid")
			}
		}
	}
	run()
	b.ReportAllocs()
	b.SetBytes(bytes)
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64(len(prompts)*b.N)/b.Elapsed().Seconds(), "prompts/s")
}

// BenchmarkCorpusParsed leaves the parsing out, as the figure for ComfyUI does.
func BenchmarkCorpusParsed(b *testing.B) {
	prompts, _ := validCorpus(b)
	opt := Options{Files: recordedFiles()}
	var docs []jsondoc.Value
	for _, data := range prompts {
		doc, err := jsondoc.Parse("prompt", data)
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, doc.Root())
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range docs {
			if !Validate(v, recordedCatalog(), opt).Valid {
				b.Fatal("not valid")
			}
		}
	}
	b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "prompts/s")
}

// BenchmarkLargest validates the corpus prompt with the most nodes, parsing
// included.
func BenchmarkLargest(b *testing.B) {
	var largest []byte
	most := 0
	corpusPrompts(b, func(name string, data []byte, _ verdict) {
		doc, err := jsondoc.Parse(name, data)
		if err != nil {
			b.Fatal(err)
		}
		if n := doc.Root().Len(); n > most {
			largest, most = data, n
		}
	})
	opt := Options{Files: recordedFiles()}
	b.ReportAllocs()
	b.ReportMetric(float64(most), "nodes")
	for b.Loop() {
		doc, err := jsondoc.Parse("prompt", largest)
		if err != nil {
			b.Fatal(err)
		}
		Validate(doc.Root(), recordedCatalog(), opt)
	}
}
