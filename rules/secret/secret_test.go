package secret

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

const key = "3f9a1c77b20e4d58a6c1e2b94d0f7a35"

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		src  string
		want []string
	}{
		{`{"apiKey":"` + key + `"}`, []string{key}},
		{`{"apiKey": "` + key + `", "taskId": "1904152026220003329", "md5Hex": "c4ca4238a0b923820dcc509a6f75849b", "clientId": "e825290b08ca2015b8f62f0bbdb5f5f6"}`, []string{key}},
		{`{"apikey" : "short!"}`, []string{"short!"}},
		{`{"api_key":"` + strings.ToUpper(key) + `"}`, []string{strings.ToUpper(key)}},
		{`{"x-api-key":"abc 123"}`, []string{"abc 123"}},
		{`RH_API_KEY=` + key + "\nX=1", []string{key}},
		{`export RUNNINGHUB_API_KEY="` + key + `"`, []string{key}},
		{`{'apiKey': '` + key + `'}`, []string{key}},
		{"{“apiKey”：“" + key + "”}", []string{key}},
		{`{"apiKey":"` + key + `”,`, []string{key}},
		{`{apiKey: ` + key + `}`, []string{key}},
		{`{"apiKey": ` + key + "\n}", []string{key}},
		{"{\"apiKey\": \"" + key + "\n}", []string{key}},
		{`{"apiKey": "` + key, []string{key}},
		{`{"userApiKey":"` + key + `"}`, []string{key}},
		{`{"body":"{\"apiKey\":\"` + key + `\",\"taskId\":\"1\"}"}`, []string{key}},
		{`{"body":"{\\\"apiKey\\\":\\\"` + key + `\\\"}"}`, []string{key}},
		{`{"apiKey":"a\"b12345"}`, []string{`a\"b12345`}},
		{`{"Authorization":"Bearer ` + key + `"}`, []string{key}},
		{`{"Authorization":"` + key + `"}`, []string{key}},
		{`{"apiKey":"Bearer ` + key + `","` + key + `":1}`, []string{"Bearer " + key, key}},
		{`{"apiKey":" ` + key + ` ","note":"` + key + `"}`, []string{" " + key + " ", key}},
		{"Authorization: Bearer " + key + "\r\nHost: x", []string{key}},
		{`curl -H 'Authorization: Bearer ` + key + `' -d`, []string{key}},
		{`Bearer sk-` + key, []string{"sk-" + key}},
		{`"the bearer of bad news"`, nil},
		{`"a bearer carrying something"`, nil},
		{`https://x/api/webapp/apiCallDemo?apiKey=` + key + `&webappId=1`, []string{key}},
		{`?apiKey%3D` + key + `%26x`, []string{key + "%26x"}},
		{`https://www.runninghub.cn/proxy/` + key + `/object_info`, []string{key}},
		{`https:\/\/www.runninghub.cn\/proxy\/` + key + `\/object_info`, []string{key}},
		{`/proxy/v1/x`, nil},
		{`proxy: http://x`, nil},
		{`Cookie: Rh-Comfy-Auth=` + key + `; a=b`, []string{key}},
		{`{"accessPassword":"p@ss word1"}`, []string{"p@ss word1"}},
		{`{"accessPassword":"` + key + `","taskId":"` + key + `"}`, []string{key, key}},
		{`{"apiKey":"` + key + `","text":"key:\n` + key + `"}`, []string{key, key}},
		{`{"apiKey":"your-api-key"}`, nil},
		{`{"apiKey":"YOUR_API_KEY"}`, nil},
		{`{"apiKey":"${API_KEY}"}`, nil},
		{`{"apiKey":"{{apiKey}}"}`, nil},
		{`https://x/api/webapp/apiCallDemo?apikey={…}&webappId=1`, nil},
		{`{"apiKey":"<your-key>"}`, nil},
		{`{"apiKey":"xxxxxxxx"}`, nil},
		{`{"apiKey":"***"}`, nil},
		{`{"apiKey":"请输入你的key"}`, nil},
		{`{"apiKey":"00000000000000000000000000000000"}`, []string{"00000000000000000000000000000000"}},
		{`{"apiKey":""}`, nil},
		{`{"apiKey":null}`, nil},
		{`{"apiKeyName":"` + key + `"}`, nil},
		{`apiKey`, nil}, {`"apiKey":`, nil}, {`apiKey\\\`, nil}, {`Authorization: Bearer `, nil},
		{`os.environ: api_key=os.environ["X"]`, nil},
		{``, nil},
	} {
		var got []string
		for _, s := range find([]byte(tt.src)) {
			got = append(got, tt.src[s.Start:s.End])
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("find(%s)\n got %q\nwant %q", tt.src, got, tt.want)
		}
	}
}

func TestMask(t *testing.T) {
	src := []byte(`{"apiKey":"` + key + `","提示":"猫"}`)
	got := string(Text(src).Mask())
	if want := `{"apiKey":"` + strings.Repeat("*", 32) + `","提示":"猫"}`; got != want {
		t.Errorf("got %s", got)
	}
	if !bytes.Contains(src, []byte(key)) {
		t.Error("the source was changed")
	}
	if got := Text(append(src, src...)).Values(); !reflect.DeepEqual(got, []string{key}) {
		t.Errorf("values %q", got)
	}
}

func TestIsKey(t *testing.T) {
	for s, want := range map[string]bool{"apiKey": true, "apikey": true, "API_KEY": true, "Authorization": true, "accessPassword": true, "taskId": false, "apiKeyName": false, "": false} {
		if Text(s).IsKey() != want {
			t.Errorf("IsKey(%q) = %t", s, !want)
		}
	}
}

// Each of these would take minutes if anything were quadratic.
func TestHostile(t *testing.T) {
	n := 1 << 20
	if testing.Short() {
		n = 1 << 14
	}
	for name, unit := range map[string]string{
		"keys": `"apiKey":"a1b2c3d4e5`, "names": "apiKey", "open": `apiKey:"`, "slashes": `\`, "name and slashes": `apiKey\`,
		"bearers": "Bearer ", "colons": "apiKey:", "spaces": "apiKey ", "proxies": "/proxy/", "same": `apiKey=aaaaaaaa1 `, "authorizations": "authorization:bearer ",
	} {
		find([]byte(strings.Repeat(unit, n/len(unit))))
		_ = name
	}
	// A name before a long run of what may precede its separator.
	find([]byte("apiKey" + strings.Repeat(" ", n)))
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		b.WriteString("apiKey=k")
		for v := i; v > 0; v /= 7 {
			b.WriteByte(byte('a' + v%7))
		}
		b.WriteString("12345678 ")
	}
	find(b.Bytes())
}

func FuzzFind(f *testing.F) {
	f.Add([]byte(`{"apiKey":"` + key + `","b":"\"apiKey\":\"x\""}`))
	f.Add([]byte("Authorization: Bearer " + key + "“”‘’ ?apiKey=1&/proxy/" + key))
	f.Add([]byte("apiKey：“猫\xff”"))
	f.Fuzz(func(t *testing.T, src []byte) {
		last := 0
		for _, s := range find(src) {
			if s.Start < last || s.End <= s.Start || s.End > len(src) {
				t.Fatalf("span %v after %d of %d", s, last, len(src))
			}
			last = s.End
		}
		masked := Text(src).Mask()
		if len(masked) != len(src) {
			t.Fatal("length changed")
		}
		if bytes.Count(masked, []byte("\n")) != bytes.Count(src, []byte("\n")) {
			t.Fatal("a line end was masked")
		}
		for _, v := range Text(src).Values() {
			if len(v) >= 8 && bytes.Contains(masked, []byte(v)) && strings.Trim(v, "*") != "" {
				t.Fatalf("%q is left in %q", v, masked)
			}
		}
	})
}
