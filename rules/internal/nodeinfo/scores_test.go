package nodeinfo

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// The best are those that sorting all would put first, whatever was scored before.
func TestBestScores(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var s scores
	for range 200 {
		s.reset(40)
		want := map[int]int32{}
		for range random.IntN(60) {
			i, points := random.IntN(40), int32(1+random.IntN(5))
			s.addTo(i, points)
			want[i] += points
		}
		var order []int
		for i, points := range want {
			if points >= 4 {
				order = append(order, i)
			}
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(want[b], want[a]), cmp.Compare(a, b)) })
		order = order[:min(len(order), mostShown)]
		if got := s.best(mostShown); !slices.Equal(got, order) {
			t.Fatalf("got %v, want %v of %v", got, order, want)
		}
	}
}
