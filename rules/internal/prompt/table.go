package prompt

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// since is the release that brought the rules.
const since = "0.1.0"

// mirrored is the rule of one of ComfyUI's error types.
func mirrored(t mirror.Type, r rule.Rule) *rule.Rule {
	r.ID = "prompt-" + strings.TrimPrefix(strings.ReplaceAll(string(t), "_", "-"), "prompt-")
	r.Comfy, r.Code, r.Severity, r.Confidence, r.Stage, r.Since = string(t), validateFailed, rule.Error, rule.Certain, rule.StagePrompt, since
	return &r
}

// byType is the rule of each error type.
var byType = map[mirror.Type]*rule.Rule{
	mirror.TypeOutputsFailed:   outputsFailed,
	mirror.TypeMissingNodeType: missingNodeType,
	mirror.TypeNoOutputs:       noOutputs,
	mirror.TypeHTTP500:         http500,
	mirror.TypeNoPrompt:        noPrompt,
	mirror.TypeInvalidPromptID: invalidPromptID,
	mirror.TypeRequiredMissing: requiredMissing,
	mirror.TypeInvalidValue:    invalidValue,
	mirror.TypeTooSmall:        tooSmall,
	mirror.TypeTooBig:          tooBig,
	mirror.TypeNotInList:       notInList,
	mirror.TypeCustom:          custom,
	mirror.TypeBadLink:         badLink,
	mirror.TypeMismatch:        mismatch,
	mirror.TypeCycle:           cycle,
	mirror.TypeInnerException:  innerException,
	mirror.TypeException:       exception,
	mirror.TypeInvalidDynamic:  invalidDynamic,
	mirror.TypeInvalidPrompt:   missingNodeType,
}
