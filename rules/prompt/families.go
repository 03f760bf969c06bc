package prompt

import "github.com/payloadlint/payloadlint/rules/rule"

// Families lists the package's families of rules.
func Families() []rule.Family { return []rule.Family{{Rules: Rules.All(), Check: check}} }
