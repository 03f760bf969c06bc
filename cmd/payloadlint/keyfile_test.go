package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestKeyFromFileNowhere: a key that --key-file names and that has no shape of its
// own is kept out of what the run says about the requests and definitions that
// hold it.
func TestKeyFromFileNowhere(t *testing.T) {
	t.Setenv("RUNNINGHUB_API_KEY", "")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	graph := `{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a"}}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"code":0,"msg":"success","data":{"prompt":%q}}`, graph)
	}))
	defer server.Close()
	dir := t.TempDir()
	t.Chdir(dir)
	write(t, ".git/HEAD", "")
	write(t, "../key", envKey+"\n")
	write(t, "requests/"+envKey+".json", fmt.Sprintf(`{"apiKey":"${K}","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"},{"nodeId":"7","fieldName":%q,"fieldValue":"x"}]}`, envKey))
	common := []string{"--key-file", "../key", "--host", server.URL}
	out, errOut := runKeys(append([]string{"fetch", "workflow", "1904136902449209346"}, common...), "")
	if !strings.Contains(out, "fetched") {
		t.Fatal(out, errOut)
	}
	graph = fmt.Sprintf(`{"7":{"class_type":%q,"inputs":{%q:"a"}}}`, envKey, "b"+envKey)
	for _, args := range [][]string{
		append([]string{"fetch", "--check"}, common...),
		append([]string{"fetch", "--check", "-f", "json"}, common...),
		append([]string{"fetch"}, common...),
	} {
		out, errOut := runKeys(args, "")
		if !strings.Contains(out, "1904136902449209346") {
			t.Errorf("%q says nothing: %s", args, errOut)
		}
		showsNoKey(t, args, envKey, out+errOut)
	}
}
