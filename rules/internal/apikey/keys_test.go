package apikey_test

import (
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/apikey"
	"github.com/payloadlint/payloadlint/rules/secret"
)

func TestIn(t *testing.T) {
	const key = "9f2c47be10d86a35c7f40b1e8d92a653"
	for _, yes := range []string{
		`API_KEY = "` + key + `"`, `const apiKey: string = '` + key + `'`, `RUNNINGHUB_API_KEY=` + key, `os.getenv("RUNNINGHUB_API_KEY", "` + key + `")`,
		`-H "Authorization: Bearer ` + key + `"`, `"Authorization": f"Bearer ` + key + `"`, `RUNNINGHUB_TOKEN: ` + key, `X-Api-Key: ` + key, `?apiKey=` + key,
		`private static final String API_KEY = "` + key + `";`, `$apiKey = "` + key + `";`, `pub const API_KEY: &str = "` + key + `";`,
		`apiKey: "` + key + `", // ours`,
	} {
		n := 0
		for start, end := range apikey.In([]byte(yes)) {
			if yes[start:end] != key {
				t.Errorf("%s: found %s", yes, yes[start:end])
			}
			n++
		}
		if shown := string(secret.Text(yes).Mask()); len(shown) != len(yes) || strings.Contains(shown, key) {
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
		for start, end := range apikey.In([]byte(no)) {
			t.Errorf("%s: found %s", no, no[start:end])
		}
	}
}

func TestReal(t *testing.T) {
	const key = "3f9a1c77b20e4d58a6c1e2b94d0f7a35"
	for s, want := range map[string]bool{
		key:                                true,
		"c4ca4238a0b923820dcc509a6f75849b": true,
		strings.ToUpper(key):               false,
		key[:31]:                           false,
		key + "0":                          false,
		"your-api-key":                     false,
		"":                                 false,
		strings.Repeat("0", 32):            false,
		strings.Repeat("a", 32):            false,
		strings.Repeat("deadbeef", 4):      false,
		"0123456789abcdef0123456789abcdef": false,
		"1234567890abcdef1234567890abcdef": false,
		"fedcba9876543210fedcba9876543210": false,
		"12345678901234567890123456789012": false,
		"00112233445566778899aabbccddeeff": false,
		"a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4": false,
		"a1b2c3d4e5f60718293a4b5c6d7e8f90": true,
		"abcabcabcabcabcabcabcabcabcabcab": false,
		"3f9a1c77b20e4d58a6c1e2b94d0f7a3g": false,
	} {
		if got := apikey.Real(s); got != want {
			t.Errorf("Real(%q) = %t", s, got)
		}
	}
}
