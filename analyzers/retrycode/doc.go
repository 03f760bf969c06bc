// Package retrycode finds loops that send a paid request again when they must
// not.
package retrycode

const doc = `find loops that send create again under the wrong codes

Starting a task costs money and is not idempotent. Only 415 and 421 (v2: 1003,
1010, 1011, 1520) say that nothing is wrong and nothing was started; the other
codes will answer the same request the same way, and after 500 or a timeout
the task may be running already.

  retrycode-fatal      sent again under codes that the request will meet again
  retrycode-paid       sent again after 500, 1000 or an error of the transport
  retrycode-nowait     sent again at once under 415 or 421
  retrycode-unbounded  sent again without any bound

For example

	for i := 0; i < 5; i++ {
		resp, err := c.create(ctx, req)
		if err == nil && resp.Code == 0 {
			return resp, nil
		}
		time.Sleep(time.Second) // 803 will be 803 the next time, too
	}

Repeats are seen in loops, timers, tickers and the retry functions of known
libraries, also through helpers of other packages that mention RunningHub or
import one that does. Limits: what other imported functions repeat is not
seen; a loop over different requests is not a retry.`
