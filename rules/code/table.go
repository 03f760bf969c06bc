package code

var table = []Entry{
	{Code: 803, Name: "APIKEY_INVALID_NODE_INFO", Documented: true, Retry: FixRequest, Visible: true, Counterpart: 1101, Source: "error-codes.zh.md; live-answers.md"},
}
