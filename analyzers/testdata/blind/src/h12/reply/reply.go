// Package reply holds what comes back.
package reply

type Head struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
}

// OK reports success.
// BUG: the message decides.
func (h *Head) OK() bool { return h.Msg == "" || h.Msg == "success" }

type Upload struct {
	Head
	Data struct {
		FileName string `json:"fileName"`
	} `json:"data"`
}
