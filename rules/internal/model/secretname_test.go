package model

import (
	"strings"
	"testing"
)

// What looks at the last letters first must not lose a name, however it is written.
func TestSecretNamesInEverySpelling(t *testing.T) {
	for _, name := range []string{
		"apikey", "apitoken", "apikeys", "accesskey", "accesstoken", "accesspassword", "password", "passwd", "secret", "secretkey", "token", "keysecret",
		"appsecret", "apisecret",
	} {
		for i := 1; i < len(name); i++ {
			for _, separator := range []string{"", "_", "-", " "} {
				spelt := name[:i] + separator + name[i:]
				if !secretName([]byte(spelt)) || !secretName([]byte(strings.ToUpper(spelt))) {
					t.Errorf("%q", spelt)
				}
			}
		}
	}
	for _, name := range []string{"scale_by", "method", "width", "height", "steps", "seed", "text", "fieldName", "batch_size"} {
		if secretName([]byte(name)) {
			t.Errorf("%q", name)
		}
	}
	for _, name := range []string{"Authorization", "X-Auth", "my_password", "RH_API_KEY"} {
		if !mayEndKey([]byte(name)) {
			t.Errorf("%q", name)
		}
	}
}
