package main

func f(key string) string {
	return fmt.Sprintf("{\"apiKey\": \"%s\", \"taskId\": %d}", key, 7)
}
