package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"time"

	"zhiwei/transform"
)

// Identity is what a run is: the same inputs, settings, version, as-of day and seed give the same id.
type Identity struct {
	ID          string
	InputsSHA   string
	SettingsSHA string
}

// identify computes the run's identity from what lies in the database and the settings that change results.
func (s *Session) identify(ctx context.Context) (Identity, error) {
	files, err := transform.Files(ctx, s.DB)
	if err != nil {
		return Identity{}, err
	}
	inputs := sha256.New()
	for _, sha := range files {
		add(inputs, sha)
	}
	set := s.WS.Settings
	set.Threads, set.MemoryLimit, set.Listen, set.Clock, set.Lang = 0, "", "", "", "" // these change no result
	text, err := json.Marshal(set)
	if err != nil {
		return Identity{}, fmt.Errorf("identify run: %w", err)
	}
	settings := sha256.Sum256(text)
	id := Identity{InputsSHA: hex.EncodeToString(inputs.Sum(nil)), SettingsSHA: hex.EncodeToString(settings[:])}
	all := sha256.New()
	for _, part := range []string{id.InputsSHA, id.SettingsSHA, s.Version, s.AsOf.Format(time.DateOnly)} {
		add(all, part)
	}
	id.ID = "R" + s.Today().Format("20060102") + "-" + hex.EncodeToString(all.Sum(nil))[:6]
	return id, nil
}

// add hashes one part and its end, so that parts cannot run into each other.
func add(h hash.Hash, part string) {
	_, _ = h.Write([]byte(part)) // a hash takes every write
	_, _ = h.Write([]byte{0})
}
