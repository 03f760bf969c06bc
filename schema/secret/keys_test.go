package secret

import (
	"strings"
	"testing"
)

func TestKeysIn(t *testing.T) {
	const key = "9f2c47be10d86a35c7f40b1e8d92a653"
	for _, yes := range []string{
		`API_KEY = "` + key + `"`, `const apiKey: string = '` + key + `'`, `RUNNINGHUB_API_KEY=` + key, `os.getenv("RUNNINGHUB_API_KEY", "` + key + `")`,
		`-H "Authorization: Bearer ` + key + `"`, `"Authorization": f"Bearer ` + key + `"`, `RUNNINGHUB_TOKEN: ` + key, `X-Api-Key: ` + key, `?apiKey=` + key,
		`private static final String API_KEY = "` + key + `";`, `$apiKey = "` + key + `";`, `pub const API_KEY: &str = "` + key + `";`,
		`apiKey: "` + key + `", // ours`,
	} {
		n := 0
		for start, end := range Keys([]byte(yes)) {
			if yes[start:end] != key {
				t.Errorf("%s: found %s", yes, yes[start:end])
			}
			n++
		}
		if shown := string(Mask([]byte(yes))); len(shown) != len(yes) || strings.Contains(shown, key) {
			t.Errorf("%s: shown as %s", yes, shown)
		}
		if n != 1 {
			t.Errorf("%s: %d keys", yes, n)
		}
	}
	for _, no := range []string{
		`{"apiKey": "x", "md5Hex": "` + key + `"}`, `https://www.runninghub.cn/view?filename=` + key + `.png`, `API_KEY = "` + key + `0"`,
		`apiKey = "0123456789abcdef0123456789abcdef"`, `apiKey = "00000000000000000000000000000000"`, `etag: ` + key, `apiKeyName = "` + key + `"`,
		`API_KEY = "` + key + `-1"`, `md5(` + key + `)`, ``,
	} {
		for start, end := range Keys([]byte(no)) {
			t.Errorf("%s: found %s", no, no[start:end])
		}
	}
}
