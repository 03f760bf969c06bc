// Package unhandledcode finds answers of RunningHub whose code nobody handles.
package unhandledcode

const doc = `find RunningHub answers whose code is not handled

RunningHub answers nearly every failure with HTTP 200 and a number in the body.
A caller that reads the data without the number goes on with nothing, or polls
for a result that will never come.

The pass follows each decoded answer through its function, helpers of the
package included, and reports

  unhandledcode-unchecked   the code is not looked at before the data is read
  unhandledcode-missing     a switch, if-chain or map that leaves out codes
  unhandledcode-swallowed   polling that goes on under codes that never change
  unhandledcode-state       804 and 813 taken for failure, 805 for success
  unhandledcode-dropped     an error made of the message only
  unhandledcode-prompttips  the node errors of a create answer are never read
  unhandledcode-alike       errors.As in a loop that treats all codes alike

For example

	var env Envelope
	if err := c.post(ctx, "/task/openapi/create", req, &env); err != nil {
		return "", err
	}
	return env.Data.TaskID, nil // env.Code is never looked at

An answer is recognised by the JSON names of its type and by the URL that it
came from. It is followed through helpers, channels, containers and fields, and
into the packages that import this one. Limits: an answer counts as handled
where it is kept somewhere with a mention that is not understood, or handed to
a package that neither mentions RunningHub nor imports one that does; so does
everything whose URL cannot be folded from the program's own source, unless
//payloadlint:endpoint names the endpoint.`
