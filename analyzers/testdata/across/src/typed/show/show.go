// Package show says what an answer means, whoever asked for it.
package show

import (
	"errors"
	"fmt"

	"typed/rh"
	"typed/types"
)

var Ask = rh.Outputs

var errPending = errors.New("pending")

func Describe(r *types.Reply) (any, error) {
	switch r.Code { // want `the checks of r.Code leave out 802`
	case 0:
		return r.Data, nil
	case 804, 813:
		return nil, errPending
	}
	return nil, nil
}

func Whole(r *types.Reply) (any, error) {
	switch r.Code {
	case 0:
		return r.Data, nil
	case 804, 813:
		return nil, errPending
	}
	return nil, fmt.Errorf("outputs: %d %s", r.Code, r.Msg)
}

// Data leaves the code to its callers.
func Data(r *types.Reply) any { return r.Data }

// Pending asks for two codes only.
func Pending(r *types.Reply) bool { return r.Code == 804 || r.Code == 813 }

func Status(r *types.Reply) bool {
	return r.Code == 200 // want `0`
}

func Text(r *types.Reply) string {
	switch r.Code { // want `the checks of r.Code leave out 802`
	case 0:
		return "done"
	case 805:
		return "failed"
	}
	return ""
}

// Hint has nothing to say of success either.
func Hint(r *types.Reply) string {
	switch r.Code {
	case 0:
		return ""
	case 804:
		return "ask again"
	}
	return ""
}
