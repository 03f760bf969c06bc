package mirror

// Type is one of ComfyUI's own error types.
type Type string

// The error types: first those of the whole prompt, then those of a node.
// Source: §0 to §3.
const (
	TypeNone            Type = ""
	TypeHTTP500         Type = "http_500_unhandled"
	TypeNoPrompt        Type = "no_prompt"
	TypeInvalidPromptID Type = "invalid_prompt_id"
	TypeMissingNodeType Type = "missing_node_type"
	TypeInvalidPrompt   Type = "invalid_prompt" // missing_node_type before v0.12.0
	TypeNoOutputs       Type = "prompt_no_outputs"
	TypeOutputsFailed   Type = "prompt_outputs_failed_validation"

	TypeRequiredMissing Type = "required_input_missing"
	TypeBadLink         Type = "bad_linked_input"
	TypeMismatch        Type = "return_type_mismatch"
	TypeInvalidValue    Type = "invalid_input_type"
	TypeTooSmall        Type = "value_smaller_than_min"
	TypeTooBig          Type = "value_bigger_than_max"
	TypeNotInList       Type = "value_not_in_list"
	TypeCustom          Type = "custom_validation_failed"
	TypeInnerException  Type = "exception_during_inner_validation"
	TypeException       Type = "exception_during_validation"
	TypeCycle           Type = "dependency_cycle"
	TypeInvalidDynamic  Type = "invalid_dynamic_input" // of later releases
)

// Cause says what lies behind a problem whose type does not say enough.
type Cause string

// The causes, most of them of exceptions and of http_500_unhandled.
const (
	CauseNone          Cause = ""
	CauseNoSuchNode    Cause = "no-such-node"   // a link to an id that is not there
	CauseBadNodeID     Cause = "bad-node-id"    // a link whose id is not a string
	CauseNoSuchSlot    Cause = "no-such-slot"   // a slot beyond the source's outputs
	CauseBadSlot       Cause = "bad-slot"       // a slot that is not an integer
	CauseNoInputs      Cause = "no-inputs"      // the node has no "inputs"
	CauseInputsKind    Cause = "inputs-kind"    // "inputs" is not an object
	CauseCompare       Cause = "compare"        // a value that cannot be compared with a bound
	CauseOptions       Cause = "options"        // the definition's options are not a list
	CauseArgument      Cause = "argument"       // the validator lacks an argument
	CauseValidator     Cause = "validator"      // the validator itself raised
	CauseRecursion     Cause = "recursion"      // too deep for Python
	CauseTemplate      Cause = "template"       // an autogrow definition without an input
	CauseNodeKind      Cause = "node-kind"      // a node that is not an object
	CauseClassKind     Cause = "class-kind"     // class_type is an array or object
	CauseMeta          Cause = "meta"           // _meta is not an object where a title is looked for
	CausePromptKind    Cause = "prompt-kind"    // the prompt is not an object
	CauseUIFormat      Cause = "ui-format"      // the file the editor saves
	CauseReplacedMeta  Cause = "replaced-meta"  // a replaced node without _meta
	CauseReplacedInput Cause = "replaced-input" // a replacement asks for an input that is not there
	CauseNoClass       Cause = "no-class"       // class_type is missing
	CauseUnknownClass  Cause = "unknown-class"  // class_type is not registered
	CauseFile          Cause = "file"           // a file that is not on the server
	CauseZero          Cause = "zero"           // all numbers are zero
	CauseRatio         Cause = "ratio"          // a ratio out of bounds, or not a ratio
	CauseLinkType      Cause = "link-type"      // a link of a type that the validator refuses
	CauseUnconnected   Cause = "unconnected"    // nothing connected where the validator looks
	CauseInteger       Cause = "integer"        // text that is not an integer
	CauseFloat         Cause = "float"          // text that is not a number
	CauseNull          Cause = "null"           // null or a container for a number
	CauseNotFinite     Cause = "not-finite"     // NaN or infinity for an integer
	CauseOverflow      Cause = "overflow"       // beyond the range of floats
	CauseRowIndex      Cause = "row-index"      // a row of a dynamic group that cannot be
	CauseRowField      Cause = "row-field"      // a field that the rows of a group do not have
	CauseFewRows       Cause = "few-rows"       // fewer rows than a group needs

	// The faults of loops, by ComfyUI's own names.
	CauseLoopEndCycle   Cause = "loop_end_cycle"            // ends that depend on each other
	CauseLoopEnd        Cause = "loop_end_without_start"    // an end that no start is left for
	CauseLoopNesting    Cause = "ambiguous_loop_nesting"    // an end behind starts side by side
	CauseLoopEscape     Cause = "loop_escape"               // a way out of the loop past its end
	CauseLoopStart      Cause = "loop_start_without_end"    // starts that no end closes
	CauseLoopAccumulate Cause = "loop_accumulate_from_body" // an end that its own loop steers
)
