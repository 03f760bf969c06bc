package sharedtest

import "github.com/payloadlint/payloadlint/rules/message"

// Languages lists every language of the catalogs.
func Languages() []message.Lang { return []message.Lang{message.English, message.Chinese} }
