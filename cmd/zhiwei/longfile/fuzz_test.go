package longfile_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"zhiwei/cmd/zhiwei/longfile"
)

// FuzzRead: whatever the bytes, reading ends in an error or in series whose ds rise and whose values are in range.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"unique_id,ds,y\nA,1,5\n", "unique_id,ds,y,promo\nA,2026-08-22,5,1\nA,2026-08-23,,0\n", "PAR1PAR1", "\ufeffunique_id,ds,y\n",
		"unique_id,ds,y\nA,1,1e300\n", "unique_id,ds,y\nA,2,1\nA,1,2\n", "unique_id,ds,y,window\nA,1,1,x\n", "unique_id,ds,y\n\"A,1,1\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		long, err := longfile.Read(path)
		if err != nil {
			return
		}
		for _, s := range long.Series {
			for i := range s.DS {
				if i > 0 && s.DS[i] <= s.DS[i-1] {
					t.Fatalf("ds %d after %d", s.DS[i], s.DS[i-1])
				}
				if math.Abs(s.Y[i]) > 1e15 {
					t.Fatalf("value %v", s.Y[i])
				}
			}
		}
	})
}
