package mirror

import (
	"testing"

	"github.com/tidwall/gjson"

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

// BenchmarkCorpus validates the valid prompts of the corpus, one per operation:
// parsed first, parsed into the memory of the one before, and parsed already,
// as the figure of 1,250 a second for ComfyUI itself was taken. The floor asks
// gjson whether they are JSON.
func BenchmarkCorpus(b *testing.B) {
	prompts, bytes := validCorpus(b)
	opt := Options{Files: recordedFiles()}
	var docs []jsondoc.Value
	for _, data := range prompts {
		doc, err := jsondoc.Parse("prompt", data)
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, doc.Root())
	}
	valid := func(v jsondoc.Value) bool { return Validate(v, recordedCatalog(), opt).Valid }
	for _, c := range []struct {
		name string
		do   func(i int) bool
	}{
		{"parsed", func(i int) bool {
			doc, err := jsondoc.Parse("prompt", prompts[i])
			return err == nil && valid(doc.Root())
		}},
		{"validated", func(i int) bool { return valid(docs[i]) }},
		{"floor", func(i int) bool { return gjson.ValidBytes(prompts[i]) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for i := range prompts { // classes are decoded when they are first met
				c.do(i)
			}
			b.ReportAllocs()
			b.SetBytes(bytes / int64(len(prompts)))
			for i := 0; b.Loop(); i++ {
				if !c.do(i % len(prompts)) {
					b.Fatal("not valid")
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "prompts/s")
		})
	}
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
