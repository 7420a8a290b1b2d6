// Package locale holds every word that a person reads: pages, workbooks, terminal, problems.
//
// In: a language, a key and the values of its placeholders. Out: one string.
//
//	locale.T(locale.Zh, "common.days-before", map[string]any{"N": 32})  →  "节前第32天"
//	locale.T(locale.En, "common.days-before", map[string]any{"N": 32})  →  "32 days before"
//
// The words stand in catalogues, one YAML file per area and language: zh-Hans/page.yaml, en/page.yaml.
// Keys are flat and begin with their area ("page.home-title"). A placeholder is written {{.Name}}.
// Where English needs two forms, a key has two texts, `one:` and `other:`; `one` is taken when the
// placeholder N is 1.
//
// A test holds that every key stands in every language with the same placeholders. A key that no
// catalogue has comes back as it was asked for, so that a missing word is seen and never a blank.
//
// # Why
//
// The packages before this one speak in codes and numbers, so that a sentence can be built in either
// language from the same figures, and so that a test can compare codes instead of prose. Placeholders
// are replaced by plain substitution: a catalogue is data and can neither branch nor call.
package locale
