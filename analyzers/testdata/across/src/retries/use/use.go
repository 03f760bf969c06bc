// Package use hands its calls to the helpers.
package use

import "retries/rh"

func blind(body []byte) (id string, err error) {
	err = rh.Persist(3, func() error {
		id, err = rh.Create(body)
		return err // want `create is sent again after 803`
	})
	return id, err
}

func blindly(body []byte) error {
	return rh.Persist(3, func() error {
		_, err := rh.Create(body)
		if err != nil {
			return err // want `create is sent again after 803`
		}
		return nil
	})
}

func careful(body []byte) (id string, err error) {
	err = rh.Retry(3, func() error {
		id, err = rh.Create(body)
		return err
	})
	return id, err
}
