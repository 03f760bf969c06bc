package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// sampleKey is the key in the environment, which nothing may show.
const sampleKey = "d41c7ab04d4f6e8c25d1b7a3e60f949f"

// hostile is one case: what it puts into a folder, and the command line.
type hostile struct {
	name  string
	make  func(dir string) error
	args  []string
	stdin func() io.Reader
}

// piece writes a text a number of times, each with its number for %d.
type piece struct {
	times int
	text  string
}

const million = 1_000_000

// file makes a file of pieces.
func file(name string, pieces ...piece) func(dir string) error {
	return func(dir string) error {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return err
		}
		f, err := os.Create(filepath.Clean(path))
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(f, 1<<20)
		for _, p := range pieces {
			if err := repeat(w, p); err != nil {
				return errors.Join(err, f.Close())
			}
		}
		return errors.Join(w.Flush(), f.Close())
	}
}

func repeat(w io.Writer, p piece) error {
	before, after, numbered := strings.Cut(p.text, "%d")
	for i := range p.times {
		text := p.text
		if numbered {
			text = before + strconv.Itoa(i) + strings.ReplaceAll(after, "%d", strconv.Itoa(i))
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

func once(text string) piece { return piece{1, text} }

// all makes several things.
func all(makers ...func(dir string) error) func(dir string) error {
	return func(dir string) error {
		for _, m := range makers {
			if err := m(dir); err != nil {
				return err
			}
		}
		return nil
	}
}

func symlink(to, name string) func(dir string) error {
	return func(dir string) error {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return err
		}
		return os.Symlink(to, path)
	}
}

// bomb is a gzip of so many zero bytes.
func bomb(name string, n int64) func(dir string) error {
	return func(dir string) error {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := io.CopyN(z, zeros{}, n); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

const (
	head    = `{"apiKey":"${K}","workflowId":"1904136902449209346","nodeInfoList":[`
	ok      = `{"apiKey":"${K}","taskId":"1904152026220003329"}`
	request = `{"apiKey":"${K}","taskID":"1904152026220003329"}`
	small   = `{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["4",1]}}}`
)

var (
	kib   = strings.Repeat(" ", 1<<10)
	check = []string{"-f", "text", "a.json"}
)

// cases lists all, as the table has them.
func cases() []hostile {
	list := append(large(), graphs()...)
	return append(append(list, repository()...), surroundings()...)
}

func large() []hostile {
	digits := strings.Repeat("1234567890", 100)
	return []hostile{
		{"1 GiB of blanks", file("a.json", piece{1 << 20, kib}), check, nil},
		{"1 GiB of one string", file("a.json", once(`"`), piece{1 << 20, strings.Repeat("x", 1<<10)}, once(`"`)), check, nil},
		{"1 GiB of digits", file("a.json", piece{1 << 20, strings.Repeat("7", 1<<10)}), check, nil},
		{"20 million [", file("a.json", piece{20_000, strings.Repeat("[", 1000)}), check, nil},
		{"20 million [ in a string", file("a.json", once(`{"taskId":"`), piece{20_000, strings.Repeat("[", 1000)}, once(`"}`)), check, nil},
		{"a value of 500 MB", file("a.json", once(head+`{"nodeId":"6","fieldName":"text","fieldValue":"`), piece{500_000, strings.Repeat("y", 1000)}, once(`"}]}`)), check, nil},
		{"1 million keys", file("a.json", once(`{"taskId":"1"`), piece{million, `,"key%d":1`}, once("}")), check, nil},
		{"1 million duplicate keys", file("a.json", once(`{"taskId":"1"`), piece{million, `,"key":1`}, once("}")), check, nil},
		{"1 million overrides", all(file("w.json", once(small)), file("a.json", once(head+`{"nodeId":"6","fieldName":"text","fieldValue":"x"}`), piece{million, `,{"nodeId":"6","fieldName":"text","fieldValue":"v%d"}`}, once("]}"))), []string{"-f", "text", "-w", "w.json", "a.json"}, nil},
		{"1 million findings", file("a.json", once(head+`{"nodeId":"6"}`), piece{million, `,{"nodeId":%d,"fieldname":"t"}`}, once("]}")), check, nil},
		{"1 million findings, all listed", file("a.json", once(head+`{"nodeId":"6"}`), piece{million, `,{"nodeId":%d,"fieldname":"t"}`}, once("]}")), []string{"-f", "json:out.json", "--max-findings", "0", "a.json"}, nil},
		{"a million lines of a stream", file("a.jsonl", piece{million, ok + "\n"}), []string{"-f", "text", "a.jsonl"}, nil},
		{"a number of a million digits", file("a.json", once(head+`{"nodeId":"6","fieldName":"seed","fieldValue":`), piece{1000, digits}, once("}]}")), check, nil},
		{"an exponent of a million digits", file("a.json", once(head+`{"nodeId":"6","fieldName":"seed","fieldValue":1e`), piece{1000, digits}, once("}]}")), check, nil},
		{"a million lone surrogates", file("a.json", once(`{"taskId":"`), piece{million, `\ud800`}, once(`"}`)), check, nil},
		{"a million bytes that are not UTF-8", file("a.json", once(`{"taskId":"`), piece{million, "\xff"}, once(`"}`)), check, nil},
		{"a million broken objects", file("a.json", once("["), piece{million, "{nodeId:%d},"}, once("]")), check, nil},
	}
}

func graphs() []hostile {
	prompt := []string{"-f", "text", "--endpoint", "prompt", "a.json"}
	complete := func(dir string) error {
		const n = 2000
		pieces := []piece{once("{")}
		for i := range n {
			comma := ","
			if i == 0 {
				comma = ""
			}
			pieces = append(pieces, once(fmt.Sprintf(`%s"n%d":{"class_type":"Any","inputs":{"x":1`, comma, i)), piece{n, `,"i%d":["n%d",0]`}, once("}}"))
		}
		return file("a.json", append(pieces, once("}"))...)(dir)
	}
	return []hostile{
		{"a chain of 100,000 nodes", file("a.json", once(`{"s":{"class_type":"PreviewImage","inputs":{"images":["99999",0]}},"0":{"class_type":"EmptyImage","inputs":{}}`), chain(100_000), once("}")), prompt, nil},
		{"a complete graph of 2,000 nodes", complete, prompt, nil},
		{"100,000 failing outputs", file("a.json", once(`{"s":{"class_type":"EmptyImage","inputs":{}}`), piece{100_000, `,"o%d":{"class_type":"PreviewImage","inputs":{"images":["gone%d",0]}}`}, once("}")), prompt, nil},
		{"an object_info of 1 million classes", all(file("info.json", once(`{"A":{"input":{}}`), piece{million, `,"C%d":{"input":{"required":{"x":["INT",{}]}},"output":["INT"]}`}, once("}")), file("a.json", once(small))), []string{"-f", "text", "--nodes", "info.json", "a.json"}, nil},
	}
}

// chain is 99,999 nodes, each of which takes the one before.
func chain(n int) piece {
	var b strings.Builder
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, `,"%d":{"class_type":"ImageInvert","inputs":{"image":["%d",0]}}`, i, i-1)
	}
	return once(b.String())
}

// repository is what a stranger's repository may bring.
func repository() []hostile {
	walk := []string{"-f", "text", "."}
	a := file("a.json", once(request))
	var yaml strings.Builder
	yaml.WriteString("version: 1\nplaceholders: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&yaml, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 8), i-1)
	}
	return []hostile{
		{"a YAML bomb as configuration", all(a, file(".payloadlint.yaml", once(yaml.String()))), walk, nil},
		{"a configuration of 100 MB", all(a, file(".payloadlint.yaml", piece{10 * million, "# comment\n"})), walk, nil},
		{"a configuration that is /dev/zero", all(a, symlink("/dev/zero", ".payloadlint.yaml")), walk, nil},
		{"a .gitignore that is /dev/zero", all(a, symlink("/dev/zero", ".gitignore")), walk, nil},
		{"a .gitignore of 1 million patterns", all(a, file(".gitignore", piece{million, "*x%d*y?\n"})), walk, nil},
		{"a workflow that is /dev/zero", all(a, symlink("/dev/zero", "w.json"), file(".payloadlint.yaml", once("version: 1\nworkflows: {\"1904136902449209346\": w.json}\n"))), walk, nil},
		{"a workflow outside the repository", all(a, file(".payloadlint.yaml", once("version: 1\nworkflows: {\"1904136902449209346\": /proc/self/environ}\n"))), walk, nil},
		{"node definitions that unpack to 1 GiB", all(a, bomb("info.json.gz", 1<<30)), []string{"-f", "text", "--nodes", "info.json.gz", "a.json"}, nil},
		{"the store's folder for work is a link", all(a, file("victim/precious", once("x")), symlink("../victim", ".payloadlint/tmp")), walk, nil},
		{"a request named by a key", file(sampleKey+".json", once(request)), walk, nil},
		{"a key alone on a line", file("a.json", once("{\n"+sampleKey+"\n}")), []string{"-f", "pretty", "a.json"}, nil},
	}
}

// surroundings is what goes wrong outside the program.
func surroundings() []hostile {
	a := file("a.json", once(request))
	edits := func() io.Reader {
		var b bytes.Buffer
		send := func(body string) { fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body) }
		item := `{\"nodeId\":\"6\",\"fieldname\":\"text\"},`
		send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`)
		send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///tmp/none/a.json","text":"{}"}}}`)
		for i := range 200 {
			send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///tmp/none/a.json"},"contentChanges":[{"text":"{\"workflowId\":\"%d\",\"nodeInfoList\":[%s{}]}"}]}}`, i, strings.Repeat(item, 268_000/(len(item)-8))))
		}
		send(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
		send(`{"jsonrpc":"2.0","method":"exit"}`)
		return &b
	}
	noise := func() io.Reader { return io.LimitReader(zeros{}, 1<<30) }
	return []hostile{
		{"200 edits of a line of 268 kB in an editor", a, []string{"lsp"}, edits},
		{"1 GiB of zeros to the language server", a, []string{"lsp"}, noise},
		{"1 GiB of zeros on standard input", a, []string{"-f", "text", "-"}, noise},
		{"a report over its own input", a, []string{"-f", "json:a.json", "a.json"}, nil},
		{"a baseline over a request", all(a, file("b.json", once(request))), []string{"--baseline", "b.json", "--write-baseline", "a.json"}, nil},
		{"a report to a full disk", a, []string{"-f", "json:/dev/full", "a.json"}, nil},
		{"--fix through a link", all(file("outside/a.json", once(request)), symlink("../outside/a.json", "repository/a.json")), []string{"--fix", "-f", "text", "repository"}, nil},
	}
}
