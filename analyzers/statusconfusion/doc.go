// Package statusconfusion finds the code of an answer mixed up with something
// else.
package statusconfusion

const doc = `find RunningHub's codes mixed up with HTTP statuses, messages and each other

The HTTP status of RunningHub's answers is 200 also for failures; the code is in
the body, success is 0, and the message changes from release to release.

  statusconfusion-http     a code compared with http.Response.StatusCode
  statusconfusion-status   an HTTP status compared with the code of an answer
  statusconfusion-message  success or failure decided by the message
  statusconfusion-unknown  a number that RunningHub never answers
  statusconfusion-name     a name and a number that belong to different codes

For example

	if resp.StatusCode == 804 {           // never: it is in the body
	if env.Code == http.StatusOK {        // never: success is 0
	if env.Msg == "success" {             // or "SUCCESS", or ""
	const codeInvalidNodeInfo = 805       // that is 803

Limits: codes that are HTTP statuses as well (301, 412, 415, 416, 421, 423, 500)
are recognised only where a constant's name or its neighbours decide.`
