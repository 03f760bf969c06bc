// Package correct sends create again only where that is safe.
package correct

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"
)

type envelope struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
	} `json:"data"`
}

type apiError struct{ code int }

func (e *apiError) Error() string { return fmt.Sprint("runninghub ", e.code) }

func (e *apiError) wait() bool { return retryable[e.code] }

var retryable = map[int]bool{415: true, 421: true}

func create(ctx context.Context, in any) (*envelope, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return nil, err
	}
	return &env, nil
}

func submit(ctx context.Context, in any) (string, error) {
	env, err := create(ctx, in)
	if err != nil {
		return "", err
	}
	if env.Code != 0 {
		return "", &apiError{env.Code}
	}
	return env.Data.TaskID, nil
}

func byTable(ctx context.Context, in any) (string, error) {
	for i := 0; i < 5; i++ {
		env, err := create(ctx, in)
		if err != nil {
			return "", err
		}
		if env.Code == 0 {
			return env.Data.TaskID, nil
		}
		if !retryable[env.Code] {
			return "", fmt.Errorf("create: %d", env.Code)
		}
		time.Sleep(30 * time.Second)
	}
	return "", errors.New("gave up")
}

func byError(ctx context.Context, in any) (string, error) {
	for {
		id, err := submit(ctx, in)
		if err == nil {
			return id, nil
		}
		var api *apiError
		if !errors.As(err, &api) || !api.wait() {
			return "", err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(time.Minute):
		}
	}
}

// each sends many requests, each once.
func each(ctx context.Context, all []any) {
	for _, in := range all {
		id, err := submit(ctx, in)
		if err != nil {
			log.Println(err)
			continue
		}
		log.Println(id)
	}
}

func eachIndex(ctx context.Context, all []any) {
	for i := 0; i < len(all); i++ {
		env, err := create(ctx, all[i])
		if err != nil || env.Code != 0 {
			continue
		}
		log.Println(env.Data.TaskID)
	}
}

func worker(ctx context.Context, queue <-chan any) {
	for {
		in := <-queue
		if _, err := submit(ctx, in); err != nil {
			log.Println(err)
		}
	}
}

// eachTwice tries each request again, but only where that helps.
func eachTwice(ctx context.Context, all []any) {
	for _, in := range all {
		for range 3 {
			env, err := create(ctx, in)
			if err != nil {
				break
			}
			if env.Code != 421 && env.Code != 415 {
				log.Println(env.Code)
				break
			}
			time.Sleep(time.Minute)
		}
	}
}

type permanentError struct{ error }

func permanent(err error) error { return permanentError{err} }

func retry(n int, f func() error) (err error) {
	for range n {
		err = f()
		var p permanentError
		if err == nil || errors.As(err, &p) {
			return err
		}
		time.Sleep(time.Minute)
	}
	return err
}

func byClosure(ctx context.Context, in any) (id string, err error) {
	err = retry(5, func() error {
		env, err := create(ctx, in)
		if err != nil {
			return permanent(err)
		}
		if env.Code != 0 && env.Code != 421 {
			return permanent(fmt.Errorf("create: %d", env.Code))
		}
		if env.Code != 0 {
			return fmt.Errorf("create: %d", env.Code)
		}
		id = env.Data.TaskID
		return nil
	})
	return id, err
}
