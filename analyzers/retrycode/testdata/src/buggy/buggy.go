// Package buggy sends create again when it must not.
package buggy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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

const createURL = "https://www.runninghub.cn/task/openapi/create"

func create(in any) (*envelope, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post(createURL, "application/json", bytes.NewReader(body))
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

func anyCode(in any) (string, error) {
	for i := 0; i < 5; i++ {
		env, err := create(in) // want `create is sent again after 803 APIKEY_INVALID_NODE_INFO.*and after failures that leave open`
		if err != nil {
			return "", err
		}
		if env.Code == 0 {
			return env.Data.TaskID, nil
		}
		time.Sleep(time.Second << i)
	}
	return "", errors.New("gave up")
}

func server(in any) (string, error) {
	for range 5 {
		env, err := create(in) // want `create is sent again after 500 UNKNOWN_ERROR: the task may already be running`
		if err != nil {
			return "", err
		}
		switch env.Code {
		case 0:
			return env.Data.TaskID, nil
		case 421, 500:
			time.Sleep(time.Second)
		default:
			return "", fmt.Errorf("create: %d", env.Code)
		}
	}
	return "", errors.New("gave up")
}

func transport(in any) (string, error) {
	for range 5 {
		env, err := create(in) // want `create is sent again after a transport error`
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		if env.Code != 0 {
			return "", fmt.Errorf("create: %d", env.Code)
		}
		return env.Data.TaskID, nil
	}
	return "", errors.New("gave up")
}

func hurry(in any) (string, error) {
	for range 5 {
		env, err := create(in) // want `create is sent again at once after 421 TASK_QUEUE_MAXED`
		if err != nil {
			return "", err
		}
		if env.Code == 421 {
			continue
		}
		if env.Code != 0 {
			return "", fmt.Errorf("create: %d", env.Code)
		}
		return env.Data.TaskID, nil
	}
	return "", errors.New("gave up")
}

func forever(in any) (string, error) {
	for {
		env, err := create(in) // want `create is sent again after 421 TASK_QUEUE_MAXED without a limit`
		if err != nil {
			return "", err
		}
		if env.Code == 421 {
			time.Sleep(time.Minute)
			continue
		}
		if env.Code != 0 {
			return "", fmt.Errorf("create: %d", env.Code)
		}
		return env.Data.TaskID, nil
	}
}

func byError(in any) (id string, err error) {
	for attempt := 0; attempt < 3; attempt++ {
		id, err = checked(in) // want `create is sent again after 803`
		if err == nil {
			return id, nil
		}
		time.Sleep(time.Second)
	}
	return "", err
}

func checked(in any) (string, error) {
	env, err := create(in)
	if err != nil {
		return "", err
	}
	if env.Code != 0 {
		return "", fmt.Errorf("create: %d %s", env.Code, env.Msg)
	}
	return env.Data.TaskID, nil
}

func again(in any, left int) (string, error) {
	env, err := create(in)
	if err != nil {
		return "", err
	}
	if env.Code != 0 && left > 0 {
		time.Sleep(time.Second)
		return again(in, left-1) // want `create is sent again after 803`
	}
	if env.Code != 0 {
		return "", fmt.Errorf("create: %d", env.Code)
	}
	return env.Data.TaskID, nil
}

func retry(n int, f func() error) (err error) {
	for range n {
		if err = f(); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func byClosure(in any) (id string, err error) {
	err = retry(5, func() error {
		env, err := create(in)
		if err != nil {
			return err
		}
		if env.Code != 0 {
			return fmt.Errorf("create: %d", env.Code) // want `create is sent again after 803`
		}
		id = env.Data.TaskID
		return nil
	})
	return id, err
}
