package report

import (
	"bytes"

	"github.com/payloadlint/payloadlint/rules"
)

// JSON is the whole report on some results in the format json, without the table
// of the other formats and what they need.
func JSON(results []rules.Result, o Options) ([]byte, error) {
	o = o.withDefaults()
	w := &Writer{out: &printer{}, builder: builder{o: &o}}
	w.format = &jsonWriter{common: common{w.out, &o}}
	var b bytes.Buffer
	if err := w.Begin(&b); err != nil {
		return nil, err
	}
	for i := range results {
		if err := w.Document(&results[i]); err != nil {
			return nil, err
		}
	}
	err := w.End(Closing{})
	return b.Bytes(), err
}
