package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/ingest/sample"
	"zhiwei/transform/calendar"
)

// SampleDay is the as-of day of the sample: 33 days before Mid-Autumn, so that today is 节前第32天.
var SampleDay = time.Date(2026, 8, 23, 0, 0, 0, 0, time.UTC)

// sampleSeed makes the sample that everybody sees.
const sampleSeed = 20260823

// sampleFestivals are the festivals whose seasons the sample sells.
var sampleFestivals = []calendar.Festival{calendar.SpringFestival, calendar.Qingming, calendar.DragonBoat, calendar.MidAutumn}

// SampleWorld makes the world of the sample; scale 1 is the full department.
func SampleWorld(scale float64) (*sample.World, error) {
	var occasions []sample.Occasion
	for _, f := range sampleFestivals {
		for year := SampleDay.Year() - 5; year <= SampleDay.Year()+1; year++ {
			day, err := calendar.On(f, year)
			if err != nil {
				return nil, fmt.Errorf("make sample: %w", err)
			}
			occasions = append(occasions, sample.Occasion{Festival: string(f), Day: day})
		}
	}
	w, err := sample.Generate(sample.Options{Seed: sampleSeed, AsOf: SampleDay, Occasions: occasions, Scale: scale})
	if err != nil {
		return nil, fmt.Errorf("make sample: %w", err)
	}
	return w, nil
}

// WriteSample fills a workspace with the sample's files: exports and tables into the inbox, the mapping of the
// hand-kept wholesale sheet among the workspace's own profiles; its clock stands on the sample's today.
func WriteSample(dir string) error {
	w, err := SampleWorld(1)
	if err != nil {
		return err
	}
	if err := workspace.FixClock(dir, SampleDay.AddDate(0, 0, 1)); err != nil {
		return err
	}
	inbox := filepath.Join(dir, "inbox")
	if err := w.Write(inbox); err != nil {
		return err
	}
	const mapping = "wholesale.yaml"
	if err := os.Rename(filepath.Join(inbox, mapping), filepath.Join(dir, "profiles", mapping)); err != nil {
		return fmt.Errorf("write sample: %w", err)
	}
	return nil
}

// PlantedRows counts the rows that the sample puts into each file to be quarantined, by folder and
// name.
func PlantedRows() (map[string]int64, error) {
	w, err := SampleWorld(1)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	truth := w.Truth()
	for i := range truth.Files {
		out[truth.Files[i].Name] += int64(truth.Files[i].Quarantined)
	}
	return out, nil
}
