package fetch

import (
	"errors"
	"testing"
)

func TestWhoGetsTheKey(t *testing.T) {
	key, err := NewKey("0123456789abcdef0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		host, trusted string
		want          bool
	}{
		{"", "", true},
		{"www.runninghub.cn", "", true},
		{"https://www.runninghub.ai/", "", true},
		{"WWW.RunningHub.CN", "", true},
		{"https://www.runninghub.cn:443", "", true},
		{"http://www.runninghub.cn", "", false},
		{"https://www.runninghub.cn:8443", "", false},
		{"runninghub.cn", "", false},
		{"www.runninghub.cn.evil.example", "", false},
		{"www.runninghub.cn@evil.example", "", false},
		{"evil.example", "", false},
		{"http://evil.example", "", false},
		{"http://127.0.0.1:8188", "", false},
		{"http://127.0.0.1:8188", "http://127.0.0.1:8188", true},
		{"proxy.example", "proxy.example", true},
		{"proxy.example", "https://PROXY.example", true},
		{"http://proxy.example", "proxy.example", false},
		{"http://proxy.example", "http://proxy.example", true},
		{"https://proxy.example/base", "proxy.example", true},
		{"evil.example", "proxy.example", false},
		{"evil.example:8443", "evil.example", false},
		{"evil.example", "not a host", false},
	}
	for _, tt := range tests {
		_, err := New(Options{Host: tt.host, Trusted: tt.trusted, Key: key})
		e, _ := errors.AsType[*Error](err)
		if got := err == nil; got != tt.want || !got && e.Problem != Untrusted && e.Problem != BadHost {
			t.Errorf("host %q, trusted %q: %v, want %t", tt.host, tt.trusted, err, tt.want)
		}
		if _, err := New(Options{Host: tt.host, Trusted: tt.trusted}); err != nil && tt.host != "www.runninghub.cn@evil.example" {
			t.Errorf("host %q without a key: %v", tt.host, err)
		}
	}
}
