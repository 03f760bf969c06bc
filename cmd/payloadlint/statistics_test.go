package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/message"
)

// A list of counts that is cut says how much it leaves out; one that just fits
// says nothing.
func TestTalliesCut(t *testing.T) {
	for lang, more := range map[message.Lang]string{message.English: "and 7 more", message.Chinese: "另有 7 项"} {
		files := map[string]int{}
		for i := range mostCounted + 7 {
			files[fmt.Sprintf("f%03d.json", i)] = 1
		}
		rules := map[string]int{}
		for i := range mostCounted {
			rules[fmt.Sprintf("r%03d", i)] = i + 1
		}
		var out bytes.Buffer
		a := &app{err: &out, lang: lang}
		a.printTallies(&tallies{rules: rules, files: files})
		if got := out.String(); strings.Count(got, more) != 1 || !strings.HasSuffix(got, more+"\n") || strings.Count(got, "\n") != 2*mostCounted+3 {
			t.Errorf("%s", got)
		}
	}
}
