package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// sourceTree is a folder of source files that mention nothing: the size of one
// is that of files people write, 2 to 14 KB.
func sourceTree(tb testing.TB, files int) string {
	tb.Helper()
	dir := tb.TempDir()
	r := rand.New(rand.NewPCG(1, 2)) // the same tree each time
	words := strings.Fields(`function return const let if else for while class import from export default async await new this self def
		None True False null undefined request response config options data result value item index name field node list url path body
		"application/json" "Content-Type" { } ( ) [ ] = == => + - * / ; : , . 0 1 42 'x' "running" "hub" "task" "workflow" # // comment text`)
	var extensions []string
	for _, ext := range []string{"py", "js", "ts", "md", "sh", "go", "java", "php", "rb", "rs"} {
		if kindNames(nil)("x." + ext) {
			extensions = append(extensions, ext)
		}
	}
	for i := range files {
		var b strings.Builder
		size := 2000 + r.IntN(12000)
		for b.Len() < size {
			for range 4 + r.IntN(10) {
				b.WriteString(words[r.IntN(len(words))])
				b.WriteByte(' ')
			}
			b.WriteByte('\n')
		}
		name := filepath.Join(dir, fmt.Sprintf("%02d", i%50), fmt.Sprintf("f%05d.%s", i, extensions[i%len(extensions)]))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// readAll reads every file of a folder on all processors.
func readAll(dir string) (int, error) {
	var files []string
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, p)
		}
		return err
	})
	work := make(chan string, len(files))
	for _, f := range files {
		work <- f
	}
	close(work)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for f := range work {
				_, _ = os.ReadFile(f) // a fault of the disk would show in the check, too
			}
		})
	}
	wg.Wait()
	return len(files), err
}

// BenchmarkSources is a run over 10,000 source files that mention nothing; its
// floor walks the folder and reads them. The aim is 1.5 times the floor.
func BenchmarkSources(b *testing.B) {
	dir := sourceTree(b, 10_000)
	b.Setenv("LC_ALL", "C.UTF-8")
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			var out, errs bytes.Buffer
			if status := Main([]string{dir}, strings.NewReader(""), &out, &errs); status != exitClean || !strings.Contains(errs.String(), "no RunningHub requests") {
				b.Fatal(status, out.String(), errs.String())
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if n, err := readAll(dir); n != 10_000 || err != nil {
				b.Fatal(n, err)
			}
		}
	})
}
