package a

//payloadlint:ignore unhandledcode the caller looks at it
func fine() {}

//payloadlint:endpoint create
func named() {}

//payloadlint:ignore unhandledcod because // want `there is no rule "unhandledcod"; the rules are unhandledcode`
func typo() {}

//payloadlint:ignore // want `needs a rule and a reason; the rules are unhandledcode, retrycode`
func bare() {}

//payloadlint:ignore retrycode // want `gives no reason and has no effect`
func mute() {}

//payloadlint:endpoint creat // want `there is no endpoint "creat"; the endpoints are create`
func misspelt() {}

//payloadlint:skip // want `unknown directive //payloadlint:skip`
func unknown() {}

// payloadlint:ignore retrycode it is free // want `has no effect: write //payloadlint:ignore without a space`
func spaced() {}

//	payloadlint:endpoint create // want `write //payloadlint:endpoint without`
func tabbed() {}

// payloadlint:ignore comments are explained elsewhere.
func prose() {}
