package fetch

import (
	"net/url"
	"strings"
)

// TrustVariable is the environment variable that names one host which may get
// the API key though it is not the platform's: a host, or a base URL where the
// key is to travel over plain http.
const TrustVariable = "PAYLOADLINT_TRUST_HOST"

// platformHosts are the platform's own sites. Source: runninghub-api.md §0.
var platformHosts = [...]string{"www.runninghub.cn", "www.runninghub.ai"}

// isPlatform reports whether an address is the platform's, over https.
func isPlatform(u *url.URL) bool {
	for _, h := range platformHosts {
		if u.Scheme == "https" && (strings.EqualFold(u.Host, h) || strings.EqualFold(u.Host, h+":443")) {
			return true
		}
	}
	return false
}

// mayGetKey reports whether the key may be sent to an address: the platform's
// own, or just the one that the user trusts in so many words. A repository's
// configuration is not the user's word.
func mayGetKey(u *url.URL, trusted string) bool {
	if isPlatform(u) {
		return true
	}
	if trusted == "" {
		return false
	}
	t, err := parseBase(trusted)
	return err == nil && strings.EqualFold(t.Host, u.Host) && t.Scheme == u.Scheme
}
